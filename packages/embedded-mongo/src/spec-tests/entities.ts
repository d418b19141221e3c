import { deserialize, serialize } from 'bson'
import { ClientSession, Collection, Db, MongoClient } from 'mongodb'
import { asFields, asText, type Fields, isFields } from './spec-file.ts'

export interface ObservedEvent {
  readonly type: string
  readonly commandName: string
  readonly databaseName: string
  readonly command: unknown
  readonly reply: unknown
}

const COMMAND_EVENTS = {
  commandStartedEvent: 'commandStarted',
  commandSucceededEvent: 'commandSucceeded',
  commandFailedEvent: 'commandFailed',
} as const

/** The clients, databases, collections and sessions of one test, and the results it saves. */
export class Entities {
  readonly #uri: string
  readonly #byId = new Map<string, unknown>()
  readonly #events = new Map<string, ObservedEvent[]>()
  readonly #lsids = new Map<string, unknown>()

  constructor(uri: string) {
    this.#uri = uri
  }

  async create(specs: readonly Fields[]): Promise<void> {
    for (const spec of specs) {
      const [kind = ''] = Object.keys(spec)
      const options = asFields(spec[kind])
      this.#byId.set(asText(options.id), await this.#build(kind, options))
    }
  }

  get(id: string): unknown {
    if (!this.#byId.has(id)) throw new Error(`the test has no entity ${id}`)
    return this.#byId.get(id)
  }

  set(id: string, value: unknown): void {
    this.#byId.set(id, value)
  }

  collection(id: string): Collection {
    const entity = this.get(id)
    if (!(entity instanceof Collection)) throw new Error(`${id} is not a collection`)
    return entity
  }

  session(id: string): ClientSession {
    const entity = this.get(id)
    if (!(entity instanceof ClientSession)) throw new Error(`${id} is not a session`)
    return entity
  }

  events(clientId: string): readonly ObservedEvent[] {
    return this.#events.get(clientId) ?? []
  }

  /** A session's id, also after it has ended. */
  lsid(sessionId: string): unknown {
    return this.#lsids.get(sessionId)
  }

  async close(): Promise<void> {
    for (const entity of this.#byId.values()) if (entity instanceof ClientSession) await entity.endSession()
    for (const entity of this.#byId.values()) if (entity instanceof MongoClient) await entity.close()
  }

  async #build(kind: string, options: Fields): Promise<unknown> {
    switch (kind) {
      case 'client':
        return this.#client(options)
      case 'database': {
        const client = this.get(asText(options.client))
        if (!(client instanceof MongoClient)) throw new Error('a database needs a client')
        return client.db(asText(options.databaseName), { ...asFields(options.databaseOptions) })
      }
      case 'collection': {
        const database = this.get(asText(options.database))
        if (!(database instanceof Db)) throw new Error('a collection needs a database')
        return database.collection(asText(options.collectionName), { ...asFields(options.collectionOptions) })
      }
      case 'session': {
        const client = this.get(asText(options.client))
        if (!(client instanceof MongoClient)) throw new Error('a session needs a client')
        const session = client.startSession(sessionOptions(asFields(options.sessionOptions), (id) => this.get(id)))
        this.#lsids.set(asText(options.id), session.id)
        return session
      }
      default:
        throw new Error(`entities of kind ${kind} are not known to this runner`)
    }
  }

  async #client(options: Fields): Promise<MongoClient> {
    const url = new URL(this.#uri)
    for (const [name, value] of Object.entries(asFields(options.uriOptions))) url.searchParams.set(name, String(value))
    const client = new MongoClient(url.href, { monitorCommands: true, serverSelectionTimeoutMS: 3000 })
    const events: ObservedEvent[] = []
    this.#events.set(asText(options.id), events)
    const wanted = Array.isArray(options.observeEvents) ? options.observeEvents : []
    const ignored = new Set([
      'configureFailPoint',
      ...(Array.isArray(options.ignoreCommandMonitoringEvents) ? options.ignoreCommandMonitoringEvents : []),
    ])
    for (const [type, event] of Object.entries(COMMAND_EVENTS)) {
      if (!wanted.includes(type)) continue
      client.on(event, (observed: Fields) => {
        if (!ignored.has(observed.commandName))
          events.push({
            type,
            commandName: asText(observed.commandName),
            databaseName: asText(observed.databaseName),
            command: copy(observed.command),
            reply: copy(observed.reply),
          })
      })
    }
    if (wanted.includes('connectionCheckOutStartedEvent'))
      client.on('connectionCheckOutStarted', () => {
        events.push({
          type: 'connectionCheckOutStartedEvent',
          commandName: '',
          databaseName: '',
          command: undefined,
          reply: undefined,
        })
      })
    await client.connect()
    return client
  }
}

/** The driver goes on changing what it shows. */
const copy = (value: unknown): unknown =>
  isFields(value) ? deserialize(serialize(value), { promoteValues: true }) : value

function sessionOptions(options: Fields, entity: (id: string) => unknown): Fields {
  const { defaultTransactionOptions, snapshotTime, ...rest } = options
  return {
    ...rest,
    ...(typeof snapshotTime === 'string' ? { snapshotTime: entity(snapshotTime) } : {}),
    ...(defaultTransactionOptions
      ? { defaultTransactionOptions: driverOptions(asFields(defaultTransactionOptions)) }
      : {}),
  }
}

/** Options as the driver names them. */
export function driverOptions(options: Fields): Fields {
  const { readPreference, ...rest } = options
  return readPreference ? { ...rest, readPreference: asText(asFields(readPreference).mode) } : rest
}
