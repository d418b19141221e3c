import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, isNumber, toDouble, type Value } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { Command } from './command.ts'

const LEVELS = ['local', 'available', 'majority', 'linearizable', 'snapshot']

/** One node that shows only what is durable meets every level; reads at a past time are for the commands that read. */
export function checkReadConcern(command: Command, generic: Fields): void {
  const concern = generic.doc('readConcern')
  if (!concern) return
  checkKnown('readConcern', concern, ['level', 'afterClusterTime', 'atClusterTime', 'provenance'])
  const level = new Fields('readConcern', concern).text('level')
  if (level !== undefined && !LEVELS.includes(level))
    throw new MongoServerFailure(
      'BadValue',
      `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`,
    )
  const isInTransaction = generic.optionalFlag('autocommit') === false
  if (level === 'snapshot' && !isInTransaction && !command.readsSnapshots)
    throw new MongoServerFailure(
      'InvalidOptions',
      `Command ${command.name} does not support { readConcern: { level: "snapshot", provenance: "clientSupplied" } } :: caused by :: read concern not supported`,
    )
}

/**
 * The write concern error of an answer: w 1 and majority are met by every durable commit, w 0 asks for no answer; more
 * nodes, or named sets of them, there are not. The write itself is done all the same.
 */
export function unmetConcern(generic: Fields): Doc | undefined {
  const w = generic.doc('writeConcern')?.get('w')
  if (typeof w === 'string' && w !== 'majority')
    return concernError(
      79,
      'UnknownReplWriteConcern',
      `No write concern mode named '${w}' found in replica set configuration`,
    )
  if (isNumber(w) && toDouble(w) > 1)
    return concernError(100, 'UnsatisfiableWriteConcern', 'Not enough data-bearing nodes')
  return undefined
}

const concernError = (code: number, codeName: string, message: string): Doc =>
  new Map<string, Value>([
    ['code', new Int32(code)],
    ['codeName', codeName],
    ['errmsg', message],
  ])
