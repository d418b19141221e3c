import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { commandShape } from '../operations/command-shape.ts'
import type { Operation } from '../operations/operations.ts'
import { isSecret } from '../operations/slow-operation.ts'
import { type Doc, encodeDocument, type Value } from '../values/index.ts'
import { checkKnown, count } from './arguments.ts'
import type { CommandContext } from './command.ts'

const KNOWN = [
  'allUsers',
  'idleConnections',
  'idleCursors',
  'idleSessions',
  'localOps',
  'targetAllNodes',
  'truncateOps',
]

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/ */
export function currentOperations(context: CommandContext, collection: string | undefined, spec: Value): Doc[] {
  if (collection !== undefined || context.database !== 'admin')
    throw new MongoServerFailure(
      'InvalidNamespace',
      "$currentOp must be run against the 'admin' database with {aggregate: 1}",
    )
  if (!(spec instanceof Map))
    throw new MongoServerFailure('FailedToParse', '$currentOp options must be specified in an object')
  checkKnown('$currentOp', spec, KNOWN)
  if (spec.get('idleConnections') === true)
    throw new MongoServerFailure('NotImplemented', '$currentOp with idleConnections is not implemented')
  return listOperations(context, {
    hasIdleSessions: spec.get('idleSessions') !== false,
    hasIdleCursors: spec.get('idleCursors') === true,
  })
}

/** What runs, and what is open and waits for its client. */
export function listOperations(
  { server }: CommandContext,
  { hasIdleSessions, hasIdleCursors }: { hasIdleSessions: boolean; hasIdleCursors: boolean },
): Doc[] {
  const host: [string, Value] = ['host', server.address()]
  const running = server.operations.all().map((operation): Doc => new Map([host, ...describeOperation(operation)]))
  const sessions = [...server.sessions.all()]
    .filter(({ current }) => hasIdleSessions && current?.transaction?.isOpen)
    .map(
      ({ key, current }): Doc =>
        new Map<string, Value>([
          ['type', 'idleSession'],
          host,
          ['desc', 'inactive transaction'],
          ['active', false],
          ['lsid', new Map([['id', new Binary(Buffer.from(key, 'latin1'), Binary.SUBTYPE_UUID)]])],
          [
            'transaction',
            new Map<string, Value>([
              [
                'parameters',
                new Map<string, Value>([
                  ['txnNumber', BigInt(current?.number ?? 0)],
                  ['autocommit', false],
                ]),
              ],
              ['timeOpenMicros', BigInt(Date.now() - (current?.transaction?.startedAt ?? Date.now())) * 1000n],
            ]),
          ],
        ]),
    )
  const cursors = hasIdleCursors ? server.cursors.idle() : []
  return [
    ...running,
    ...sessions,
    ...cursors.map(
      ({ id, namespace, lastUse }): Doc =>
        new Map<string, Value>([
          ['type', 'idleCursor'],
          host,
          ['active', false],
          ['ns', namespace],
          [
            'cursor',
            new Map<string, Value>([
              ['cursorId', id],
              ['lastAccessDate', new Date(lastUse)],
            ]),
          ],
        ]),
    ),
  ]
}

const OP_NAMES: Readonly<Record<string, string>> = {
  find: 'query',
  getMore: 'getmore',
  insert: 'insert',
  update: 'update',
  delete: 'remove',
}

function describeOperation(operation: Operation): [string, Value][] {
  const { id, client, body, database, name, startedAt, since, examined, isKilled } = operation
  const lsid = body.get('lsid')
  const micros = Math.round((performance.now() - since) * 1000)
  return [
    ['type', 'op'],
    ['desc', `conn${client.connectionId}`],
    ['connectionId', count(client.connectionId)],
    ['client', client.address],
    ...(client.appName === '' ? [] : [['appName', client.appName] satisfies [string, Value]]),
    ['active', true],
    ['currentOpTime', startedAt.toISOString()],
    [
      'effectiveUsers',
      client.user ? [new Map([['user', client.user.name] as const, ['db', client.user.database] as const])] : [],
    ],
    ['opid', count(id)],
    ...(lsid === undefined ? [] : [['lsid', lsid] satisfies [string, Value]]),
    ['secs_running', BigInt(Math.floor(micros / 1_000_000))],
    ['microsecs_running', BigInt(micros)],
    ['op', OP_NAMES[name] ?? 'command'],
    ['ns', `${database}.${collectionOf(operation)}`],
    ['command', describeCommand(operation)],
    ['keysExamined', count(examined.keys)],
    ['docsExamined', count(examined.docs)],
    ...(isKilled ? [['killPending', true] satisfies [string, Value]] : []),
  ]
}

function collectionOf({ body, name }: Operation): string {
  const [[, first] = ['', null]] = body
  const target = name === 'getMore' ? body.get('collection') : first
  return typeof target === 'string' && target !== '' ? target : '$cmd'
}

const MAX_COMMAND_BYTES = 4096

/** The command as it came, unless it is secret or too large to be shown. */
function describeCommand(operation: Operation): Doc {
  const { body, database } = operation
  if (isSecret(operation))
    return new Map<string, Value>([
      [operation.name, '…'],
      ['$db', database],
    ])
  if (encodeDocument(body).length <= MAX_COMMAND_BYTES) return body
  return new Map<string, Value>([
    ['$truncated', commandShape(body)],
    ['$db', database],
  ])
}
