import { MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/index.ts'

/** What a command asks for on a database: to look, to change documents and indexes, to look after collections. */
export type Action = 'read' | 'write' | 'administer'

interface RoleDefinition {
  readonly actions: readonly Action[]
  /** On every database; such a role is granted on admin only. */
  readonly isGlobal: boolean
  /** May do everything, users and the server itself too. */
  readonly isRoot: boolean
}

/** The built-in roles there are (source: the manual's "Built-In Roles"); there are no roles of one's own. */
const ROLES: Readonly<Record<string, RoleDefinition>> = {
  read: { actions: ['read'], isGlobal: false, isRoot: false },
  readWrite: { actions: ['read', 'write'], isGlobal: false, isRoot: false },
  dbAdmin: { actions: ['administer'], isGlobal: false, isRoot: false },
  readAnyDatabase: { actions: ['read'], isGlobal: true, isRoot: false },
  readWriteAnyDatabase: { actions: ['read', 'write'], isGlobal: true, isRoot: false },
  dbAdminAnyDatabase: { actions: ['administer'], isGlobal: true, isRoot: false },
  root: { actions: ['read', 'write', 'administer'], isGlobal: true, isRoot: true },
}

export interface Role {
  readonly role: string
  readonly db: string
}

/** Reads `'readWrite'` or `{ role, db }`; a bare name means `database`. */
export function parseRole(value: Value, database: string): Role {
  const role = value instanceof Map ? value.get('role') : value
  const db = value instanceof Map ? value.get('db') : database
  if (typeof role !== 'string' || typeof db !== 'string')
    throw new MongoServerFailure('BadValue', 'a role is a name or { role: <name>, db: <database> }')
  const known = Object.hasOwn(ROLES, role) ? ROLES[role] : undefined
  if (!known || (known.isGlobal && db !== 'admin'))
    throw new MongoServerFailure('RoleNotFound', `Could not find role: ${role}@${db}`)
  return { role, db }
}

export const roleDocument = ({ role, db }: Role): Doc =>
  new Map([
    ['role', role],
    ['db', db],
  ])

const granted = (roles: readonly Role[]) => roles.map(({ role, db }) => ({ db, definition: ROLES[role] }))

export const isRoot = (roles: readonly Role[]): boolean =>
  granted(roles).some(({ definition }) => definition?.isRoot === true)

/** Whether `roles` allow one of `actions` on `database`. */
export const mayAct = (roles: readonly Role[], actions: readonly Action[], database: string): boolean =>
  granted(roles).some(
    ({ db, definition }) =>
      definition !== undefined &&
      (definition.isGlobal || db === database) &&
      definition.actions.some((action) => actions.includes(action)),
  )

/** Whether `roles` allow `action` on every database. */
export const mayActAnywhere = (roles: readonly Role[], action: Action): boolean =>
  granted(roles).some(({ definition }) => definition?.isGlobal === true && definition.actions.includes(action))
