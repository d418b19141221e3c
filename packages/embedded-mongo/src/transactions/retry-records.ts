import { Int32 } from 'bson'
import { afterPrefix, encodeRecordId, type Key, readRecordId } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import type { Statement } from '../store/statement.ts'
import { type Doc, decodeDocument, encodeDocument, type Value } from '../values/index.ts'

/** Where a transaction's commit is recorded among the statements of its number. */
const COMMIT_STATEMENT = 0xffff_ffff

/** What a session has durably done under its latest transaction number. */
export interface RetryRecords {
  txnNumber: number
  isCommit: boolean
  /** Results by statement id. */
  results: Map<number, Doc>
  keys: Key[]
}

const sessionPrefix = (session: Key): Key => `r${session}`

const recordKey = (session: Key, txnNumber: number, statementId: number): Key =>
  sessionPrefix(session) + encodeRecordId(txnNumber) + encodeRecordId(statementId)

/** Reads what was recorded for a session, for example before a restart. */
export function loadRecords(reader: Reader, session: Key): RetryRecords {
  const records: RetryRecords = { txnNumber: -1, isCommit: false, results: new Map(), keys: [] }
  const prefix = sessionPrefix(session)
  for (const { key, value } of reader.range(prefix, afterPrefix(prefix))) {
    const txnNumber = readRecordId(key, key.length - 8)
    if (txnNumber > records.txnNumber) Object.assign(records, { txnNumber, isCommit: false, results: new Map() })
    records.keys.push(key)
    const first = readRecordId(key)
    if (first === COMMIT_STATEMENT) records.isCommit = true
    else addResults(records, first, decodeDocument(value))
  }
  return records
}

function addResults(records: RetryRecords, first: number, stored: Doc): void {
  const count = stored.get('count')
  const result = stored.get('result')
  const length = count instanceof Int32 ? count.value : 1
  for (let i = 0; i < length; i++) records.results.set(first + i, result instanceof Map ? result : new Map())
}

/** Records, in the commit of the statement itself, that `count` statements from `first` on are done with `result` each. */
export function recordResult(
  statement: Statement,
  session: Key,
  records: RetryRecords,
  first: number,
  result: Doc,
  count = 1,
): void {
  const key = recordKey(session, records.txnNumber, first)
  statement.put(
    key,
    encodeDocument(
      new Map<string, Value>([
        ['at', new Date()],
        ['count', new Int32(count)],
        ['result', result],
      ]),
    ),
  )
}

export function recordCommit(statement: Statement, session: Key, txnNumber: number): void {
  statement.put(
    recordKey(session, txnNumber, COMMIT_STATEMENT),
    encodeDocument(new Map<string, Value>([['at', new Date()]])),
  )
}

/** Removes what a session recorded under earlier numbers. */
export function removeRecords(statement: Statement, keys: readonly Key[]): void {
  for (const key of keys) statement.remove(key)
}

/** Keys of records not written since `before`, for the sweep of forgotten sessions. */
export function staleRecords(reader: Reader, before: Date): Key[] {
  const keys: Key[] = []
  for (const { key, value } of reader.range('r', 's')) {
    const at = decodeDocument(value).get('at')
    if (!(at instanceof Date) || at < before) keys.push(key)
  }
  return keys
}

export const commitKey = (session: Key, txnNumber: number): Key => recordKey(session, txnNumber, COMMIT_STATEMENT)
export const resultKey = recordKey
