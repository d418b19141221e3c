import { hostname, totalmem } from 'node:os'
import { Int32, ObjectId } from 'bson'
import { roleDocument } from '../auth/roles.ts'
import { currentUser, MECHANISM } from '../auth/sign-in.ts'
import { MongoServerFailure } from '../errors.ts'
import { readCount } from '../store/counts.ts'
import type { Doc, Value } from '../values/index.ts'
import { count, Fields } from './arguments.ts'
import { collectionStats } from './collection-stats.ts'
import { collectionsOf } from './collections.ts'
import type { Client, Command } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'
import { beginSignIn } from './sasl-commands.ts'
import type { Server } from './server.ts'

export const VERSION = '7.0.14'
export const SET_NAME = 'embedded'
const ELECTION = new ObjectId('7fffffff0000000000000001')

/** What drivers ask first: a replica set of one, which is always its primary. No topologyVersion, so drivers poll. */
const helloFields = (address: string, connectionId: number): [string, Value][] => [
  ['setName', SET_NAME],
  ['setVersion', new Int32(1)],
  ['secondary', false],
  ['primary', address],
  ['hosts', [address]],
  ['me', address],
  ['electionId', ELECTION],
  ['maxBsonObjectSize', new Int32(16_777_216)],
  ['maxMessageSizeBytes', new Int32(48_000_000)],
  ['maxWriteBatchSize', new Int32(100_000)],
  ['localTime', new Date()],
  ['logicalSessionTimeoutMinutes', new Int32(30)],
  ['connectionId', new Int32(connectionId)],
  ['minWireVersion', new Int32(0)],
  ['maxWireVersion', new Int32(21)],
  ['readOnly', false],
]

function greet(primaryField: string, also: readonly (readonly [string, Value])[] = []): Command['run'] {
  return ({ body, client, server }) => {
    const application = new Fields('client', new Fields('hello', body).doc('client') ?? new Map()).doc('application')
    client.appName = new Fields('application', application ?? new Map()).text('name') ?? client.appName
    return {
      fields: [
        ...also,
        [primaryField, true],
        ...helloFields(server.address(), client.connectionId),
        ...greetSignIn(server, client, body),
      ],
    }
  }
}

/**
 * A sign-in that comes with the greeting; one that cannot begin is left out of the answer, and comes again by itself. The
 * mechanisms are the same for every name, so that nobody learns who is there.
 */
function greetSignIn(server: Server, client: Client, body: Doc): [string, Value][] {
  const fields = new Fields('hello', body)
  const start = fields.doc('speculativeAuthenticate')
  const supported: [string, Value][] = body.has('saslSupportedMechs') ? [['saslSupportedMechs', [MECHANISM]]] : []
  if (!start) return supported
  try {
    const database = new Fields('speculativeAuthenticate', start).text('db') ?? 'admin'
    return [...supported, ['speculativeAuthenticate', new Map(beginSignIn(server, client, database, start))]]
  } catch (error) {
    if (error instanceof MongoServerFailure) return supported
    throw error
  }
}

/** https://www.mongodb.com/docs/manual/reference/command/hello/ */
export const hello: Command = {
  name: 'hello',
  fields: undefined,
  run: greet('isWritablePrimary', [['helloOk', true]]),
}

export const isMaster: Command = {
  name: 'isMaster',
  aliases: ['ismaster'],
  fields: undefined,
  run: greet('ismaster', [['helloOk', true]]),
}

export const ping: Command = { name: 'ping', fields: [], run: () => ({}) }

export const buildInfo: Command = {
  name: 'buildInfo',
  aliases: ['buildinfo'],
  fields: [],
  run: () => ({
    fields: [
      ['version', VERSION],
      [
        'versionArray',
        VERSION.split('.')
          .concat('0')
          .map((part) => new Int32(Number(part))),
      ],
      ['gitVersion', 'parley-embedded'],
      ['modules', ['parley-embedded']],
      ['javascriptEngine', 'none'],
      ['storageEngines', ['lmdb']],
      ['bits', new Int32(64)],
      ['debug', false],
      ['maxBsonObjectSize', new Int32(16_777_216)],
    ],
  }),
}

export const hostInfo: Command = {
  name: 'hostInfo',
  fields: [],
  run: () => ({
    fields: [
      [
        'system',
        new Map<string, Value>([
          ['currentTime', new Date()],
          ['hostname', hostname()],
          ['memSizeMB', new Int32(Math.floor(totalmem() / 1_048_576))],
        ]),
      ],
    ],
  }),
}

export const whatsmyuri: Command = {
  name: 'whatsmyuri',
  fields: [],
  run: ({ client }) => ({ fields: [['you', client.address]] }),
}

export const connectionStatus: Command = {
  name: 'connectionStatus',
  fields: ['showPrivileges'],
  run({ server, client }) {
    const user = client.user && currentUser(server.users, client.user)
    const name = user && new Map([['user', user.name] as const, ['db', user.database] as const])
    return {
      fields: [
        [
          'authInfo',
          new Map<string, Value>([
            ['authenticatedUsers', name ? [name] : []],
            ['authenticatedUserRoles', user ? user.roles.map(roleDocument) : []],
          ]),
        ],
      ],
    }
  },
}

/** The parameters tools ask for, and the ones setParameter changes here. */
export const getParameter: Command = {
  name: 'getParameter',
  fields: undefined,
  isAdminOnly: true,
  run({ server, body }) {
    const known: Record<string, Value> = {
      featureCompatibilityVersion: new Map([['version', '7.0']]),
      enableTestCommands: server.failPoints !== undefined,
      authenticationMechanisms: [MECHANISM],
      ttlMonitorSleepSecs: new Int32(server.parameters.ttlMonitorSleepSecs),
      transactionLifetimeLimitSeconds: new Int32(server.parameters.transactionLifetimeLimitSeconds),
    }
    const isAll = body.get('getParameter') === '*'
    const fields = Object.entries(known).filter(([name]) => isAll || body.has(name))
    if (fields.length === 0) throw new MongoServerFailure('InvalidOptions', 'no option found to get')
    return { fields }
  },
}

export const setParameter: Command = {
  name: 'setParameter',
  fields: ['ttlMonitorSleepSecs', 'transactionLifetimeLimitSeconds'],
  isAdminOnly: true,
  run({ server, body }) {
    const fields = new Fields('setParameter', body)
    const { parameters } = server
    parameters.ttlMonitorSleepSecs = fields.number('ttlMonitorSleepSecs') ?? parameters.ttlMonitorSleepSecs
    parameters.transactionLifetimeLimitSeconds =
      fields.number('transactionLifetimeLimitSeconds') ?? parameters.transactionLifetimeLimitSeconds
    return {}
  },
}

export const serverStatus: Command = {
  name: 'serverStatus',
  fields: undefined,
  run({ server }) {
    const memory = process.memoryUsage()
    return {
      fields: [
        ['host', server.address()],
        ['version', VERSION],
        ['process', 'parley-embedded'],
        ['pid', BigInt(process.pid)],
        ['uptime', (Date.now() - server.startedAt.getTime()) / 1000],
        ['localTime', new Date()],
        [
          'connections',
          numbers({ current: server.counters.connections, totalCreated: server.counters.totalConnections }),
        ],
        ['metrics', numbers({ commands: server.counters.commands, openCursors: server.cursors.size })],
        ['logicalSessionRecordCache', numbers({ activeSessionsCount: server.sessions.size })],
        ['transactions', numbers({ currentOpen: server.transactions.size })],
        ['mem', numbers({ bits: 64, resident: Math.round(memory.rss / 1_048_576) })],
        ['storageEngine', new Map<string, Value>([['name', 'lmdb']])],
      ],
    }
  },
}

const numbers = (values: Record<string, number>): Doc =>
  new Map(Object.entries(values).map(([name, value]) => [name, count(value)] as const))

export const dbStats: Command = {
  name: 'dbStats',
  aliases: ['dbstats'],
  fields: ['scale', 'freeStorage'],
  run(context) {
    const view = context.open()
    try {
      const collections = collectionsOf(view.catalog, context.database)
      const counts = collections.map((collection) => readCount(view, collection.id))
      const documents = counts.reduce((sum, one) => sum + one.documents, 0)
      const bytes = counts.reduce((sum, one) => sum + one.bytes, 0)
      const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length, 0)
      return {
        fields: [
          ['db', context.database],
          ['collections', count(collections.length)],
          ['views', new Int32(0)],
          ['objects', count(documents)],
          ['avgObjSize', documents > 0 ? bytes / documents : 0],
          ['dataSize', bytes],
          ['storageSize', bytes],
          ['indexes', count(indexes)],
        ],
      }
    } finally {
      view.release()
    }
  },
}

export const collStats: Command = {
  name: 'collStats',
  aliases: ['collstats'],
  fields: ['scale'],
  run(context) {
    const { namespace } = namespaceOfCommand(context)
    const view = context.open()
    try {
      const collection = view.catalog.get(namespace)
      return { fields: [['ns', namespace], ...(collection ? collectionStats(view, collection) : [])] }
    } finally {
      view.release()
    }
  },
}
