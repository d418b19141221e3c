import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/index.ts'
import { type Need, needOf } from './needs.ts'
import { isRoot, mayAct, mayActAnywhere, type Role } from './roles.ts'
import { currentUser, type SignedIn } from './sign-in.ts'
import type { Users } from './users.ts'

interface Sender {
  readonly address: string
  readonly user: SignedIn | undefined
}

interface Asked {
  readonly name: string
  readonly database: string
  readonly body: Doc
}

/** Throws Unauthorized unless whoever sends the command has signed in and has a role that allows it. */
export function authorize(users: Users, sender: Sender, asked: Asked): void {
  const need = needOf(asked.name, asked.body)
  if (need.kind === 'nothing') return
  const user = sender.user && currentUser(users, sender.user)
  if (!user) {
    if (isFirstUser(users, sender, asked)) return
    throw new MongoServerFailure('Unauthorized', `Command ${asked.name} requires authentication`)
  }
  if (isRoot(user.roles)) return
  if (!isAllowed(need, user.roles, asked))
    throw new MongoServerFailure(
      'Unauthorized',
      `not authorized on ${asked.database} to execute command { ${asked.name}: … }`,
    )
}

/** Whether a database is shown in a list: where sign-in is required, to those who may act on it. */
export function maySee(users: Users, { user }: Pick<Sender, 'user'>, database: string): boolean {
  const roles = (user && currentUser(users, user)?.roles) ?? []
  return isRoot(roles) || mayAct(roles, ['read', 'write', 'administer'], database)
}

/** The localhost exception: while there is nobody, the first user may be made, on admin, from this machine. */
const isFirstUser = (users: Users, { address }: Sender, { name, database }: Asked): boolean =>
  users.isEmpty && name === 'createUser' && database === 'admin' && isLocal(address)

const isLocal = (address: string): boolean => /^(?:127\.|::1:|::ffff:127\.)/.test(address)

function isAllowed(need: Need, roles: readonly Role[], { database, body }: Asked): boolean {
  switch (need.kind) {
    case 'nothing':
    case 'sign-in':
      return true
    case 'root':
      return false
    case 'action':
      return (
        mayAct(roles, need.actions, database) &&
        writeTargets(body, database).every((target) => mayAct(roles, ['write'], target)) &&
        (!watchesAll(body) || mayActAnywhere(roles, 'read'))
      )
    case 'rename':
      return [body.get('renameCollection'), body.get('to')].every((namespace) =>
        mayAct(roles, ['write'], databaseOf(namespace)),
      )
  }
}

const databaseOf = (namespace: unknown): string =>
  typeof namespace === 'string' ? namespace.slice(0, Math.max(namespace.indexOf('.'), 0)) : ''

const stagesOf = (body: Doc): Doc[] => {
  const explained = body.get('explain')
  const pipeline = (explained instanceof Map ? explained : body).get('pipeline')
  return Array.isArray(pipeline) ? pipeline.filter((stage) => stage instanceof Map) : []
}

/** The databases `$out` and `$merge` write to. */
const writeTargets = (body: Doc, database: string): string[] =>
  stagesOf(body).flatMap((stage) => {
    const out = stage.get('$out')
    const merge = stage.get('$merge')
    const into: unknown = merge instanceof Map ? merge.get('into') : merge
    const target: unknown = out ?? into
    if (target === undefined) return []
    const db = target instanceof Map ? target.get('db') : undefined
    return [typeof db === 'string' ? db : database]
  })

const watchesAll = (body: Doc): boolean =>
  stagesOf(body).some((stage) => {
    const watch = stage.get('$changeStream')
    return watch instanceof Map && Boolean(watch.get('allChangesForCluster'))
  })
