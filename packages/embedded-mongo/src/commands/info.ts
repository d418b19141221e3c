import { statfsSync } from 'node:fs'
import { hostname, totalmem } from 'node:os'
import { Int32, ObjectId } from 'bson'
import { roleDocument } from '../auth/roles.ts'
import { currentUser, MECHANISM } from '../auth/sign-in.ts'
import { MongoServerFailure } from '../errors.ts'
import { storedCollection } from '../store/catalog.ts'
import type { Doc, Value } from '../values/index.ts'
import { count, Fields } from './arguments.ts'
import { type CollectionSizes, collectionStats, measureCollection } from './collection-stats.ts'
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
        ...helloFields(client.reachedAt, client.connectionId),
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

/** https://www.mongodb.com/docs/manual/reference/command/dbStats/ */
export const dbStats: Command = {
  name: 'dbStats',
  aliases: ['dbstats'],
  fields: ['scale', 'freeStorage'],
  run(context) {
    const scale = readScale(new Fields('dbStats', context.body))
    const view = context.open()
    try {
      const all = collectionsOf(view.catalog, context.database)
      const collections = all.filter(({ settings }) => !settings.view)
      const sizes = collections.map((collection) => measureCollection(view, collection))
      const sum = (of: (one: CollectionSizes) => number) => sizes.reduce((total, one) => total + of(one), 0)
      const documents = sum((one) => one.documents)
      const bytes = sum((one) => one.bytes)
      const indexBytes = sum((one) => one.indexBytes)
      const disk = statfsSync(context.server.dataDir)
      return {
        fields: [
          ['db', context.database],
          ['collections', count(collections.length)],
          ['views', count(all.length - collections.length)],
          ['objects', count(documents)],
          ['avgObjSize', documents > 0 ? bytes / documents : 0],
          ['dataSize', bytes / scale],
          ['storageSize', bytes / scale],
          ['indexes', count(collections.reduce((total, { indexes }) => total + indexes.length, 0))],
          ['indexSize', indexBytes / scale],
          ['totalSize', (bytes + indexBytes) / scale],
          ['scaleFactor', count(scale)],
          ['fsUsedSize', ((disk.blocks - disk.bfree) * disk.bsize) / scale],
          ['fsTotalSize', (disk.blocks * disk.bsize) / scale],
        ],
      }
    } finally {
      view.release()
    }
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/collStats/ */
export const collStats: Command = {
  name: 'collStats',
  aliases: ['collstats'],
  fields: ['scale'],
  run(context) {
    const { namespace } = namespaceOfCommand(context)
    const scale = readScale(new Fields('collStats', context.body))
    const view = context.open()
    try {
      const collection = storedCollection(view.catalog, namespace)
      const nothing: [string, Value][] = [
        ['size', new Int32(0)],
        ['count', new Int32(0)],
        ['storageSize', new Int32(0)],
        ['totalSize', new Int32(0)],
        ['nindexes', new Int32(0)],
        ['totalIndexSize', new Int32(0)],
        ['scaleFactor', count(scale)],
      ]
      return { fields: [['ns', namespace], ...(collection ? collectionStats(view, collection, scale) : nothing)] }
    } finally {
      view.release()
    }
  },
}

function readScale(fields: Fields): number {
  const scale = Math.trunc(fields.number('scale') ?? 1)
  if (scale < 1) throw new MongoServerFailure('BadValue', "BSON field 'scale' value must be >= 1")
  return scale
}
