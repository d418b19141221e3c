import { randomUUID } from 'node:crypto'
import { Binary, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { toBytes } from '../store/keyspace.ts'
import type { Session } from '../transactions/session.ts'
import type { Doc, Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'

/** https://www.mongodb.com/docs/manual/reference/command/startSession/ */
export const startSession: Command = {
  name: 'startSession',
  fields: [],
  run({ server }) {
    const id: Doc = new Map([['id', new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), 4)]])
    server.sessions.get(id)
    return {
      fields: [
        ['id', id],
        ['timeoutMinutes', new Int32(30)],
      ],
    }
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/refreshSessions/ */
export const refreshSessions: Command = {
  name: 'refreshSessions',
  fields: [],
  run({ server, body }) {
    for (const lsid of new Fields('refreshSessions', body).docs('refreshSessions') ?? []) server.sessions.get(lsid)
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/endSessions/ */
export const endSessions: Command = {
  name: 'endSessions',
  fields: [],
  run: (context) => end(context, new Fields('endSessions', context.body).docs('endSessions') ?? []),
}

/** https://www.mongodb.com/docs/manual/reference/command/killSessions/ ; an empty list kills all. */
export const killSessions: Command = {
  name: 'killSessions',
  fields: [],
  run(context) {
    const given = new Fields('killSessions', context.body).docs('killSessions') ?? []
    return end(context, given.length > 0 ? given : allSessions(context))
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/killAllSessions/ */
export const killAllSessions: Command = {
  name: 'killAllSessions',
  fields: [],
  run: (context) => end(context, allSessions(context)),
}

const allSessions = ({ server }: CommandContext): Doc[] =>
  [...server.sessions.all()].map(
    (session): Doc => new Map<string, Value>([['id', new Binary(Buffer.from(session.key, 'latin1'), 4)]]),
  )

function end({ server }: CommandContext, lsids: readonly Doc[]) {
  closeSessions(server, server.sessions.end(lsids))
  return {}
}

export function closeSessions(server: CommandContext['server'], sessions: readonly Session[]): void {
  for (const session of sessions) server.cursors.removeWhere((cursor) => cursor.session === session)
}

/** https://www.mongodb.com/docs/manual/reference/command/commitTransaction/ */
export const commitTransaction: Command = {
  name: 'commitTransaction',
  fields: ['recoveryToken', 'coordinator'],
  isAdminOnly: true,
  async run({ session, server }) {
    const current = session?.current
    if (!session || !current) throw noTransaction('No transaction is in progress.')
    if (current.state === 'aborted') throw noTransaction(`Transaction ${current.number} has been aborted.`)
    if (current.state === 'open' && current.transaction) {
      const { transaction } = current
      server.cursors.removeWhere((cursor) => cursor.transaction === transaction)
      const isWriting = transaction.overlay.entries.size > 0 || transaction.catalogChanges.size > 0
      try {
        const batch = transaction.commit(
          (statement) => {
            if (isWriting) session.recordCommit(statement, current.number)
          },
          { session: toBytes(session.key), txnNumber: current.number },
        )
        current.state = 'committed'
        current.transaction = undefined
        current.committing = batch?.done ?? Promise.resolve()
      } catch (error) {
        current.state = 'aborted'
        current.transaction = undefined
        throw error
      }
    }
    await current.committing
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/abortTransaction/ */
export const abortTransaction: Command = {
  name: 'abortTransaction',
  fields: ['recoveryToken', 'coordinator'],
  isAdminOnly: true,
  run({ session, server }) {
    const current = session?.current
    if (!current) throw noTransaction('No transaction is in progress.')
    if (current.state === 'committed')
      throw new MongoServerFailure('TransactionCommitted', `Transaction ${current.number} has been committed.`)
    if (current.state === 'aborted') throw noTransaction(`Transaction ${current.number} has been aborted.`)
    const { transaction } = current
    if (transaction) server.cursors.removeWhere((cursor) => cursor.transaction === transaction)
    transaction?.abort()
    current.state = 'aborted'
    current.transaction = undefined
    return {}
  },
}

export const noTransaction = (message: string): MongoServerFailure =>
  new MongoServerFailure('NoSuchTransaction', message, { labels: ['TransientTransactionError'] })
