import { Int32 } from 'bson'
import type { Doc, Value } from '../values/index.ts'
import { count } from './arguments.ts'
import type { Command } from './command.ts'
import { SET_NAME, VERSION } from './info.ts'
import type { Server } from './server.ts'

/** Connections beyond this are not refused here; tools divide by it. */
const FILE_LIMIT = 65_536

/** https://www.mongodb.com/docs/manual/reference/command/serverStatus/ : the sections that are about something this server has. */
export const serverStatus: Command = {
  name: 'serverStatus',
  fields: undefined,
  run({ server }) {
    const { counters, store } = server
    const upMs = Date.now() - server.startedAt.getTime()
    const inMb = (bytes: number) => Math.round(bytes / 1_048_576)
    const memory = process.memoryUsage()
    return {
      fields: [
        ['host', server.address()],
        ['version', VERSION],
        ['process', 'parley-embedded'],
        ['pid', BigInt(process.pid)],
        ['uptime', upMs / 1000],
        ['uptimeMillis', BigInt(upMs)],
        ['uptimeEstimate', BigInt(Math.floor(upMs / 1000))],
        ['localTime', new Date()],
        ['connections', connections(server)],
        ['globalLock', globalLock(server, upMs)],
        [
          'network',
          numbers({ bytesIn: counters.bytesIn, bytesOut: counters.bytesOut, numRequests: counters.commands }),
        ],
        ['opcounters', numbers({ ...counters.operations })],
        ['logicalSessionRecordCache', numbers({ activeSessionsCount: server.sessions.size })],
        ['transactions', numbers({ currentOpen: server.transactions.size })],
        ['mem', numbers({ bits: 64, resident: inMb(memory.rss), heap: inMb(memory.heapUsed) })],
        ['repl', replication(server)],
        [
          'storageEngine',
          new Map<string, Value>([
            ['name', 'lmdb'],
            ['persistent', true],
            ['supportsSnapshotReadConcern', true],
            ['fileSize', count(store.environment.size())],
          ]),
        ],
        [
          'metrics',
          new Map<string, Value>([
            ['commands', count(counters.commands)],
            ['openCursors', count(server.cursors.size)],
            ['cursor', new Map([['open', numbers({ total: server.cursors.size })]])],
            ['operation', numbers({ slow: counters.slowOperations })],
          ]),
        ],
      ],
    }
  },
}

const connections = ({ counters, operations }: Server): Doc =>
  numbers({
    current: counters.connections,
    available: Math.max(FILE_LIMIT - counters.connections, 0),
    totalCreated: counters.totalConnections,
    active: new Set(operations.all().map(({ client }) => client)).size,
  })

function globalLock({ operations }: Server, upMs: number): Doc {
  const running = operations.all()
  const writers = running.filter(({ name }) => ['insert', 'update', 'delete', 'findAndModify'].includes(name)).length
  const readers = running.length - writers
  return new Map<string, Value>([
    ['totalTime', BigInt(upMs) * 1000n],
    ['currentQueue', numbers({ total: 0, readers: 0, writers: 0 })],
    ['activeClients', numbers({ total: running.length, readers, writers })],
  ])
}

const replication = (server: Server): Doc =>
  new Map<string, Value>([
    ['setName', SET_NAME],
    ['setVersion', new Int32(1)],
    ['isWritablePrimary', true],
    ['secondary', false],
    ['hosts', [server.address()]],
    ['primary', server.address()],
    ['me', server.address()],
  ])

const numbers = (values: Readonly<Record<string, number>>): Doc =>
  new Map(Object.entries(values).map(([name, value]) => [name, count(value)]))
