import { Binary, Int32 } from 'bson'
import { authenticationFailed } from '../auth/scram.ts'
import { checkMechanism, SignIn } from '../auth/sign-in.ts'
import { MongoServerFailure } from '../errors.ts'
import { binaryContent, type Doc, type Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Client, Command } from './command.ts'
import type { Server } from './server.ts'

/** https://www.mongodb.com/docs/manual/core/security-scram/ ; the exchange is the drivers' "Driver Authentication" specification's. */
export const saslStart: Command = {
  name: 'saslStart',
  fields: ['mechanism', 'payload', 'options', 'autoAuthorize'],
  run: ({ server, client, database, body }) => ({ fields: [...beginSignIn(server, client, database, body)] }),
}

export const saslContinue: Command = {
  name: 'saslContinue',
  fields: ['conversationId', 'payload'],
  run({ server, client, body }) {
    const { signIn } = client
    const fields = new Fields('saslContinue', body)
    if (!signIn) throw new MongoServerFailure('ProtocolError', 'No SASL session state found')
    client.signIn = undefined
    if (fields.number('conversationId') !== signIn.conversationId)
      throw new MongoServerFailure('ProtocolError', 'sasl: Mismatched conversation id')
    const { payload, user } = prove(server, client, signIn, textOf(fields.value('payload')))
    if (user) client.user = user
    else client.signIn = signIn
    return { fields: describe(signIn, payload, user !== undefined) }
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/logout/ */
export const logout: Command = {
  name: 'logout',
  fields: [],
  run({ client }) {
    client.user = undefined
    return {}
  },
}

/** Begins a sign-in on this connection; gives the fields of saslStart's answer. Throws AuthenticationFailed. */
export function beginSignIn(server: Server, client: Client, database: string, start: Doc): [string, Value][] {
  const fields = new Fields('saslStart', start)
  client.signIn = undefined
  checkMechanism(fields.requiredText('mechanism'))
  const endsEarly = new Fields('options', fields.doc('options') ?? new Map()).flag('skipEmptyExchange')
  const signIn = new SignIn(server.users, database, textOf(fields.value('payload')), endsEarly)
  client.signIn = signIn
  return describe(signIn, signIn.challenge, false)
}

/** A refusal is logged with where it came from, and without the name: people type passwords there too. */
function prove({ logger }: Server, { address }: Client, signIn: SignIn, message: string) {
  try {
    return signIn.next(message)
  } catch (error) {
    logger.warn(`a sign-in from ${address} failed`)
    throw error
  }
}

const describe = ({ conversationId }: SignIn, payload: string, isDone: boolean): [string, Value][] => [
  ['conversationId', new Int32(conversationId)],
  ['done', isDone],
  ['payload', new Binary(Buffer.from(payload))],
]

function textOf(payload: Value | undefined): string {
  if (!(payload instanceof Binary)) throw authenticationFailed()
  return Buffer.from(binaryContent(payload)).toString('utf8')
}
