import { findTextScore, setTextScore } from '../expressions/index.ts'
import { estimateSize, type Sortable } from '../spill/index.ts'
import { decodeDocument, encodeDocument } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'

/** A document with the values it sorts by. */
export interface KeyedDocument {
  readonly key: readonly Value[]
  readonly doc: Doc
}

/** How documents with keys are ordered, and written down where a sort goes to disk. */
export function keyedDocuments(compare: (a: readonly Value[], b: readonly Value[]) => number): Sortable<KeyedDocument> {
  return {
    compare: (a, b) => compare(a.key, b.key),
    size: ({ doc }) => estimateSize(doc),
    encode({ key, doc }) {
      const record: Doc = new Map<string, Value>([
        ['key', [...key]],
        ['doc', doc],
      ])
      const score = findTextScore(doc)
      if (score !== undefined) record.set('score', score)
      return encodeDocument(record)
    },
    decode(bytes) {
      const record = decodeDocument(bytes)
      const [key, doc, score] = [record.get('key'), record.get('doc'), record.get('score')]
      if (!Array.isArray(key) || !(doc instanceof Map)) throw new Error('a temporary file of this database is damaged')
      return { key, doc: setTextScore(doc, typeof score === 'number' ? score : undefined) }
    },
  }
}
