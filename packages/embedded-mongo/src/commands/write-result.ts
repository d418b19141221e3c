import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { CommandContext } from './command.ts'

/** One entry of `writeErrors`. */
export function writeError(index: number, failure: MongoServerFailure): Doc {
  const error: Doc = new Map<string, Value>([
    ['index', new Int32(index)],
    ['code', new Int32(failure.code)],
  ])
  for (const [name, value] of failure.extra ?? []) error.set(name, value)
  error.set('errmsg', failure.message)
  return error
}

/**
 * A failed statement becomes a write error of the answer; what ends the whole command (a lost transaction, time
 * running out) goes on up. In a transaction any failed statement ends the transaction.
 */
export function asWriteError(context: CommandContext, error: unknown): MongoServerFailure {
  if (!(error instanceof MongoServerFailure)) throw error
  if (error.labels.length > 0 || error.code === 50 || error.code === 11600 || error.code === 1) throw error
  context.transaction?.abort()
  return error
}

/** The statement ids of a retryable write: as given, else by position. */
export function statementIds(context: CommandContext, length: number): number[] {
  const fields = new Fields(context.name, context.body)
  const given = fields.value('stmtIds')
  const start = fields.number('stmtId') ?? 0
  return Array.from({ length }, (_, i) => {
    const id = Array.isArray(given) ? given[i] : undefined
    return id instanceof Int32 ? id.value : start + i
  })
}

/** What the record says of a statement that was done before; undefined when it was not. */
export function recorded(context: CommandContext, statementId: number): Doc | undefined {
  return context.txnNumber === undefined ? undefined : context.session?.result(statementId)
}
