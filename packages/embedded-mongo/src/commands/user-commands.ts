import { createCredentials } from '../auth/credentials.ts'
import { parseRole, type Role, roleDocument } from '../auth/roles.ts'
import { MECHANISM } from '../auth/sign-in.ts'
import type { User } from '../auth/users.ts'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'

const USER_FIELDS = ['pwd', 'roles', 'customData', 'mechanisms', 'digestPassword', 'authenticationRestrictions']
const MAX_NAME = 512

/** https://www.mongodb.com/docs/manual/reference/command/createUser/ */
export const createUser: Command = {
  name: 'createUser',
  fields: USER_FIELDS,
  async run(context) {
    const { fields, name } = readUser(context)
    const roles = readRoles(fields, context.database)
    if (!roles) throw fields.missing('roles')
    if (name === '' || name.length > MAX_NAME || name.includes('\0'))
      throw new MongoServerFailure('BadValue', `a user's name has 1 to ${MAX_NAME} characters`)
    const credentials = await createCredentials(readPassword(fields.requiredText('pwd')))
    const customData = fields.doc('customData')
    await context.server.users.create({ name, database: context.database, roles, credentials, customData })
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/updateUser/ */
export const updateUser: Command = {
  name: 'updateUser',
  fields: USER_FIELDS,
  async run(context) {
    const { fields, name } = readUser(context)
    const roles = readRoles(fields, context.database)
    const password = fields.text('pwd')
    const customData = fields.doc('customData')
    if (!roles && password === undefined && !customData)
      throw new MongoServerFailure('BadValue', 'Must specify at least one field to update in updateUser')
    await context.server.users.update(context.database, name, {
      ...(roles ? { roles } : {}),
      ...(password === undefined ? {} : { credentials: await createCredentials(readPassword(password)) }),
      ...(customData ? { customData } : {}),
    })
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/dropUser/ */
export const dropUser: Command = {
  name: 'dropUser',
  fields: [],
  async run(context) {
    await context.server.users.remove(context.database, new Fields('dropUser', context.body).requiredText('dropUser'))
    return {}
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/usersInfo/ : never shows credentials. */
export const usersInfo: Command = {
  name: 'usersInfo',
  fields: ['filter', 'showCustomData', 'showPrivileges', 'showAuthenticationRestrictions'],
  run({ server, database, body }) {
    const fields = new Fields('usersInfo', body)
    const isWanted = parseWanted(fields.value('usersInfo') ?? null, database)
    const showsCustomData = fields.optionalFlag('showCustomData') ?? true
    const filter = compileFilter(fields.doc('filter') ?? new Map())
    const users = server.users
      .all()
      .filter(isWanted)
      .map((user) => describeUser(user, showsCustomData))
      .filter((user) => filter.matches(user))
    return { fields: [['users', users]] }
  },
}

function readUser({ name: command, body }: CommandContext) {
  const fields = new Fields(command, body)
  const restrictions = fields.docs('authenticationRestrictions') ?? []
  if (restrictions.length > 0)
    throw new MongoServerFailure('NotImplemented', 'authenticationRestrictions are not implemented by this database')
  if (fields.optionalFlag('digestPassword') === false)
    throw new MongoServerFailure('BadValue', `Use of ${MECHANISM} requires undigested passwords`)
  const mechanisms = fields.value('mechanisms')
  if (
    mechanisms !== undefined &&
    !(Array.isArray(mechanisms) && mechanisms.length === 1 && mechanisms[0] === MECHANISM)
  )
    throw new MongoServerFailure('BadValue', `mechanisms may be ["${MECHANISM}"] only`)
  return { fields, name: fields.requiredText(command) }
}

function readRoles(fields: Fields, database: string): Role[] | undefined {
  const value = fields.value('roles')
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw new MongoServerFailure('TypeMismatch', 'roles must be an array')
  return value.map((role) => parseRole(role, database))
}

function readPassword(password: string): string {
  if (password === '') throw new MongoServerFailure('BadValue', 'Password cannot be empty')
  return password
}

function parseWanted(wanted: Value, database: string): (user: User) => boolean {
  if (typeof wanted === 'string') return (user) => user.name === wanted && user.database === database
  if (Array.isArray(wanted)) {
    const tests = wanted.map((one) => parseWanted(one, database))
    return (user) => tests.some((test) => test(user))
  }
  if (!(wanted instanceof Map)) return (user) => user.database === database
  if (wanted.get('forAllDBs') === true) return () => true
  return (user) => user.name === wanted.get('user') && user.database === (wanted.get('db') ?? database)
}

function describeUser({ id, name, database, roles, customData }: User, showsCustomData: boolean): Doc {
  return new Map<string, Value>([
    ['_id', `${database}.${name}`],
    ['userId', id],
    ['user', name],
    ['db', database],
    ...(customData && showsCustomData ? [['customData', customData] as const] : []),
    ['roles', roles.map(roleDocument)],
    ['mechanisms', [MECHANISM]],
  ])
}
