import { compareSortKeys, type SortKey, type SortPart, sortKeyOf } from '../expressions/index.ts'
import type { Collation, Doc } from '../values/types.ts'
import { slices } from './batches.ts'
import { createMemoryBudget, estimateSize } from './memory-budget.ts'
import type { Batches } from './stage.ts'

interface Entry {
  key: SortKey
  doc: Doc
}

/** Sorts, stably. With a limit it holds at most twice that many documents at a time. */
export async function* sortDocuments(
  input: Batches,
  parts: readonly SortPart[],
  options: { collation: Collation | null; limit?: number },
): Batches {
  const { collation, limit } = options
  const budget = createMemoryBudget('$sort')
  const compare = (a: Entry, b: Entry) => compareSortKeys(a.key, b.key, parts, collation)
  let entries: Entry[] = []
  for await (const batch of input) {
    for (const doc of batch) {
      budget.hold(estimateSize(doc))
      entries.push({ key: sortKeyOf(doc, parts, collation), doc })
    }
    if (limit === undefined || entries.length < Math.max(2 * limit, 1024)) continue
    entries = entries.sort(compare).slice(0, limit)
    budget.release()
    for (const { doc } of entries) budget.hold(estimateSize(doc))
  }
  entries.sort(compare)
  const sorted = entries.map((entry) => entry.doc)
  yield* slices(limit === undefined ? sorted : sorted.slice(0, limit))
}
