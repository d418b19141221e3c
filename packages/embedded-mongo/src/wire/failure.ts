import { Int32 } from 'bson'
import type { Failure } from '../commands/fail-points.ts'
import { ERROR_CODES, MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/index.ts'

type AnswerFields = (readonly [string, Value])[]

/** Codes after which a retryable write is worth sending again (source: the drivers' "Retryable Writes" specification). */
const RETRYABLE = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/** Codes that end a transaction but leave hope for the same one tried again. */
const TRANSIENT = new Set([24, 112, 246, 251, 267])

const CODE_NAMES = new Map<number, string>([
  [6, 'HostUnreachable'],
  [7, 'HostNotFound'],
  [64, 'WriteConcernTimeout'],
  [79, 'UnknownReplWriteConcern'],
  [89, 'NetworkTimeout'],
  [91, 'ShutdownInProgress'],
  [100, 'UnsatisfiableWriteConcern'],
  [134, 'ReadConcernMajorityNotAvailableYet'],
  [189, 'PrimarySteppedDown'],
  [262, 'ExceededTimeLimit'],
  [267, 'PreparedTransactionInProgress'],
  [292, 'QueryExceededMemoryLimitNoDiskUseAllowed'],
  [9001, 'SocketException'],
  [31082, 'SearchNotEnabled'],
  [239, 'SnapshotTooOld'],
  [11602, 'InterruptedDueToReplStateChange'],
  [13435, 'NotPrimaryNoSecondaryOk'],
  [13436, 'NotPrimaryOrSecondary'],
])
for (const [name, code] of Object.entries(ERROR_CODES)) CODE_NAMES.set(code, name)

/** A failure as the answer `{ok: 0, …}`. What is not ours to explain is an internal error without details. */
export function describeFailure(error: unknown, body: Doc, labels?: readonly string[]): AnswerFields {
  const failure =
    error instanceof MongoServerFailure ? error : new MongoServerFailure('InternalError', 'internal error, see the log')
  const fields: AnswerFields = [
    ['ok', 0],
    ['errmsg', failure.message],
    ['code', new Int32(failure.code)],
    ['codeName', CODE_NAMES.get(failure.code) ?? failure.codeName],
    ...(failure.extra ?? []),
  ]
  const shown = labels ?? [...new Set([...failure.labels, ...labelsOf(failure.code, body)])]
  if (shown.length > 0) fields.push(['errorLabels', [...shown]])
  return fields
}

/** A write concern error beside a successful answer. */
export function describeConcern({ writeConcernError, labels }: Failure, body: Doc): AnswerFields {
  if (!writeConcernError) return []
  const code = writeConcernError.get('code')
  const shown =
    labels ?? (code instanceof Int32 && isRetryableWrite(body) && RETRYABLE.has(code.value) ? [RETRYABLE_LABEL] : [])
  const fields: AnswerFields = [['writeConcernError', writeConcernError]]
  if (shown.length > 0) fields.push(['errorLabels', [...shown]])
  return fields
}

const RETRYABLE_LABEL = 'RetryableWriteError'

function labelsOf(code: number, body: Doc): string[] {
  const [name] = body.keys()
  const isEnd = name === 'commitTransaction' || name === 'abortTransaction'
  const isInTransaction = body.get('autocommit') === false
  if (isInTransaction && !isEnd) return TRANSIENT.has(code) || RETRYABLE.has(code) ? ['TransientTransactionError'] : []
  if (isInTransaction && TRANSIENT.has(code)) return ['TransientTransactionError']
  return isRetryableWrite(body) && RETRYABLE.has(code) ? [RETRYABLE_LABEL] : []
}

/** A retryable write, or the end of a transaction. */
function isRetryableWrite(body: Doc): boolean {
  const [name] = body.keys()
  const isEnd = name === 'commitTransaction' || name === 'abortTransaction'
  return body.has('txnNumber') && (isEnd || body.get('autocommit') !== false)
}
