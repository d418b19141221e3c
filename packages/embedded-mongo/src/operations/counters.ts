import type { Counters } from '../commands/server.ts'

export const newCounters = (): Counters => ({
  commands: 0,
  connections: 0,
  totalConnections: 0,
  bytesIn: 0,
  bytesOut: 0,
  slowOperations: 0,
  operations: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
})

const KINDS: ReadonlyMap<string, keyof Counters['operations']> = new Map([
  ['insert', 'insert'],
  ['find', 'query'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['getMore', 'getmore'],
])

/** What serverStatus counts a command as. */
export const operationKind = (command: string): keyof Counters['operations'] => KINDS.get(command) ?? 'command'
