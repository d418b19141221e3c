import { createHash } from 'node:crypto'
import { MongoServerFailure } from '../errors.ts'
import {
  encodeSummary,
  isLong,
  pairHashes,
  phrasePairs,
  phraseSignature,
  SIGNATURE_BYTES,
  scoreDocument,
  type TextIndex,
  textFields,
} from '../text/index.ts'
import { type Doc, decodeDocument, encodeDocument, encodeIndexKey, UNDEFINED, type Value } from '../values/index.ts'
import type { IndexKey } from './index-keys.ts'
import { fromBytes, type Key } from './keyspace.ts'

const SCORE_BYTES = 8
const RECORD_ID_BYTES = 8
/** Longer terms stand in the index by their beginning and a hash. */
const MAX_TERM_LENGTH = 128

/**
 * The entries of a document in a text index, one per term: prefix values, term, score (the highest first). Beside each stands the
 * document's phrase signature, and after it the values of the paths behind the text, where there are any; the oldest indexes have a byte in its place.
 * A long document has one entry more, its summary, which those of before lack.
 */
export function textKeys(index: TextIndex, doc: Doc): IndexKey[] {
  const prefix = textPrefix(index.prefix.map((path) => prefixValue(doc, path)))
  const keys: IndexKey[] = []
  const suffix = suffixValues(index, doc)
  const texts = [...textFields(index, doc)].map(({ text }) => text)
  const pairs = phrasePairs(texts)
  const signature = phraseSignature(pairs, suffix !== undefined)
  const value = suffix ? Buffer.concat([signature, encodeDocument(suffix)]) : signature
  const scores = scoreDocument(index, doc)
  for (const [term, score] of scores) keys.push({ key: prefix + termKey(term) + scoreKey(score), values: [], value })
  if (isLong(pairs)) {
    const summary = encodeSummary(pairHashes(pairs), pairs.length, scores)
    keys.push({ key: prefix + SUMMARY_TERM, values: [], value: summary, mayLack: true })
  }
  return keys
}

export const textPrefix = (values: readonly Value[]): Key =>
  values.length === 0 ? '' : fromBytes(encodeIndexKey(values, Array<1>(values.length).fill(1)))

export function termKey(term: string): Key {
  const short =
    term.length <= MAX_TERM_LENGTH
      ? term
      : [...term].slice(0, MAX_TERM_LENGTH / 2).join('') + createHash('sha256').update(term).digest('hex')
  return fromBytes(encodeIndexKey([short], [1]))
}

/** No word is empty: where one would stand are the summaries, by record id. */
export const SUMMARY_TERM: Key = termKey('')

const scratch = new DataView(new ArrayBuffer(SCORE_BYTES))

/** The score in an entry's key, before the record id. Reads without allocating: a search calls it for each posting. */
export function readScore(key: Key): number {
  const start = key.length - RECORD_ID_BYTES - SCORE_BYTES
  for (let i = 0; i < SCORE_BYTES; i++) scratch.setUint8(i, 255 - key.charCodeAt(start + i))
  return scratch.getFloat64(0)
}

/** Bytes that order from the highest score to the lowest. Scores are positive. */
export function scoreKey(score: number): Key {
  const bytes = Buffer.allocUnsafe(SCORE_BYTES)
  bytes.writeDoubleBE(score, 0)
  for (let i = 0; i < SCORE_BYTES; i++) bytes[i] = ~(bytes[i] ?? 0)
  return fromBytes(bytes)
}

/** Whether an entry has what it is to have. Those of before have less of the signature, or none; nothing in them is wrong. */
export const isTextValue = (stored: Uint8Array, expected: Uint8Array): boolean =>
  stored.length === 1 ||
  Buffer.compare(stored, stored.length === SIGNATURE_BYTES ? expected.subarray(0, SIGNATURE_BYTES) : expected) === 0

/** The phrase signature in an entry, which is short where something follows it. */
export const readSignature = (value: Uint8Array, { suffix }: TextIndex): Uint8Array =>
  suffix.length > 0 ? value.subarray(0, SIGNATURE_BYTES) : value

/** What `suffixValues` gave, in an entry of an index that has paths behind the text. */
export const readSuffix = (value: Uint8Array): Doc | undefined =>
  value.length > SIGNATURE_BYTES ? decodeDocument(value.subarray(SIGNATURE_BYTES)) : undefined

/** What of the document stands behind the text, so that conditions on it need not read the document. */
function suffixValues({ suffix }: TextIndex, doc: Doc): Doc | undefined {
  if (suffix.length === 0) return undefined
  const values: Doc = new Map()
  for (const path of suffix) {
    const value = singleValue(doc, path)
    if (value !== undefined) setAt(values, path.split('.'), value)
  }
  return values
}

function setAt(doc: Doc, [name = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    doc.set(name, value)
    return
  }
  const inner = doc.get(name)
  const next: Doc = inner instanceof Map ? inner : new Map()
  doc.set(name, next)
  setAt(next, rest, value)
}

/** A value before the text; missing counts as null. */
function prefixValue(doc: Doc, path: string): Value {
  const value = singleValue(doc, path)
  return value === undefined || value === UNDEFINED ? null : value
}

function singleValue(doc: Doc, path: string): Value | undefined {
  let value: Value | undefined = doc
  for (const name of path.split('.')) {
    value = value instanceof Map ? value.get(name) : undefined
    if (Array.isArray(value))
      throw new MongoServerFailure(16675, `cannot have a multi-key as a prefix to a text index: ${path}`)
  }
  return value
}
