import { randomBytes, randomUUID } from 'node:crypto'
import { Binary, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { META, USERS, userKey } from '../store/keyspace.ts'
import type { Statement } from '../store/statement.ts'
import type { Store } from '../store/store.ts'
import { binaryContent, type Doc, decodeDocument, encodeDocument, type Value } from '../values/index.ts'
import { type Credentials, hmac, ITERATIONS, SALT_BYTES } from './credentials.ts'
import { parseRole, type Role, roleDocument } from './roles.ts'

/** Somebody who may sign in, on the database it was created on. */
export interface User {
  readonly id: Binary
  readonly name: string
  readonly database: string
  readonly roles: readonly Role[]
  readonly credentials: Credentials
  readonly customData: Doc | undefined
}

const fullName = (database: string, name: string): string => `${database}.${name}`

/** The users of the store, kept with the data and read once. A change counts when it is durable. */
export class Users {
  readonly #store: Store
  readonly #byName = new Map<string, User>()
  readonly #unknown: (userName: string) => Credentials

  constructor(store: Store) {
    this.#store = store
    for (const { value } of store.writersView.range(...USERS)) {
      const user = decodeUser(value)
      this.#byName.set(fullName(user.database, user.name), user)
    }
    const ownSecret = randomBytes(32)
    this.#unknown = (userName) => unknownCredentials(store.writersView.get(META.userSecret) ?? ownSecret, userName)
  }

  get isEmpty(): boolean {
    return this.#byName.size === 0
  }

  all(): User[] {
    return [...this.#byName.values()]
  }

  find(database: string, name: string): User | undefined {
    return this.#byName.get(fullName(database, name))
  }

  /** What a proof is checked against: of nobody, for who is not there, but the same every time it is asked for. */
  credentials(database: string, name: string): Credentials {
    return this.find(database, name)?.credentials ?? this.#unknown(fullName(database, name))
  }

  async create(user: Omit<User, 'id'>): Promise<void> {
    const created: User = { ...user, id: new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), 4) }
    await this.#change(user, (statement, key) => {
      if (statement.get(key)) throw new MongoServerFailure(51003, `User "${user.name}@${user.database}" already exists`)
      if (!statement.get(META.userSecret)) statement.put(META.userSecret, randomBytes(32))
      statement.put(key, encodeUser(created))
      return created
    })
  }

  async update(
    database: string,
    name: string,
    change: Partial<Pick<User, 'roles' | 'credentials' | 'customData'>>,
  ): Promise<void> {
    await this.#change({ database, name }, (statement, key) => {
      const updated: User = { ...expectUser(statement, key, database, name), ...change }
      statement.put(key, encodeUser(updated))
      return updated
    })
  }

  async remove(database: string, name: string): Promise<void> {
    await this.#change({ database, name }, (statement, key) => {
      expectUser(statement, key, database, name)
      statement.remove(key)
      return undefined
    })
  }

  async #change(
    { database, name }: Pick<User, 'database' | 'name'>,
    job: (statement: Statement, key: string) => User | undefined,
  ): Promise<void> {
    const key = userKey(fullName(database, name))
    const { result, batch } = this.#store.apply((statement) => job(statement, key))
    await batch?.done
    if (result) this.#byName.set(fullName(database, name), result)
    else this.#byName.delete(fullName(database, name))
  }
}

function expectUser(statement: Statement, key: string, database: string, name: string): User {
  const stored = statement.get(key)
  if (!stored) throw new MongoServerFailure('UserNotFound', `User '${name}@${database}' not found`)
  return decodeUser(stored)
}

function unknownCredentials(secret: Uint8Array, userName: string): Credentials {
  const salt = hmac(secret, userName).subarray(0, SALT_BYTES)
  return { iterations: ITERATIONS, salt, storedKey: randomBytes(32), serverKey: randomBytes(32) }
}

function encodeUser({ id, name, database, roles, credentials, customData }: User): Uint8Array {
  const { iterations, salt, storedKey, serverKey } = credentials
  return encodeDocument(
    new Map<string, Value>([
      ['id', id],
      ['name', name],
      ['database', database],
      ['roles', roles.map(roleDocument)],
      ['iterations', new Int32(iterations)],
      ['salt', new Binary(salt)],
      ['storedKey', new Binary(storedKey)],
      ['serverKey', new Binary(serverKey)],
      ...(customData ? [['customData', customData] as const] : []),
    ]),
  )
}

function decodeUser(bytes: Uint8Array): User {
  const doc = decodeDocument(bytes)
  const text = (name: string) => String(doc.get(name))
  const binary = (name: string) => {
    const value = doc.get(name)
    if (!(value instanceof Binary)) throw new MongoServerFailure('InvalidBSON', 'a stored user is damaged')
    return value
  }
  const content = (name: string) => Buffer.from(binaryContent(binary(name)))
  const roles = doc.get('roles')
  const customData = doc.get('customData')
  return {
    id: binary('id'),
    name: text('name'),
    database: text('database'),
    roles: Array.isArray(roles) ? roles.map((role) => parseRole(role, text('database'))) : [],
    credentials: {
      iterations: Number(doc.get('iterations')),
      salt: content('salt'),
      storedKey: content('storedKey'),
      serverKey: content('serverKey'),
    },
    customData: customData instanceof Map ? customData : undefined,
  }
}
