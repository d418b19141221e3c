import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Statement } from '../store/statement.ts'
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
  if (error.labels.length > 0 || ENDS_COMMAND.has(error.code)) throw error
  context.transaction?.abort()
  return error
}

/** Time is up, or the server is going: not the statement's own fault. */
const ENDS_COMMAND = new Set([50, 91, 189, 10107, 11600, 11602, 13435, 13436])

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

/**
 * Records, in the statement's own commit, that `count` statements of a retryable write from `first` on are done with `result`.
 * Here the fail point of retryable writes strikes: it stops the commit, or loses the answer.
 */
export function record(context: CommandContext, statement: Statement, first: number, result: Doc, count = 1): void {
  if (context.txnNumber === undefined) return
  const failure = context.server.failPoints?.enterWrite()
  if (failure?.closes) context.client.losesAnswer = true
  if (failure?.error) throw failure.error
  context.session?.record(statement, first, result, count)
}
