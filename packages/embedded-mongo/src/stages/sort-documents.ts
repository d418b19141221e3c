import { compareSortKeys, type SortKey, type SortPart, sortKeyOf } from '../expressions/index.ts'
import type { Collation, Doc } from '../values/types.ts'
import { slices } from './batches.ts'
import { createMemoryBudget, estimateSize } from './memory-budget.ts'
import type { Batches } from './stage.ts'

interface Entry {
  key: SortKey
  doc: Doc
}

/** Sorts, stably. With a limit it holds little more than twice that many documents at a time. */
export async function* sortDocuments(
  input: Batches,
  parts: readonly SortPart[],
  options: { collation: Collation | null; limit?: number },
): Batches {
  const { collation, limit = Number.POSITIVE_INFINITY } = options
  const budget = createMemoryBudget('$sort')
  const compare = (a: Entry, b: Entry) => compareSortKeys(a.key, b.key, parts, collation)
  let entries: Entry[] = []
  let worst: Entry | undefined
  for await (const batch of input) {
    for (const doc of batch) {
      const entry = { key: sortKeyOf(doc, parts, collation), doc }
      if (worst && compare(entry, worst) >= 0) continue
      entries.push(entry)
      budget.hold(estimateSize(doc))
      if (entries.length < Math.max(2 * limit, 32)) continue
      entries = entries.sort(compare).slice(0, limit)
      worst = entries.at(-1)
      budget.release()
      for (const kept of entries) budget.hold(estimateSize(kept.doc))
    }
  }
  entries.sort(compare)
  yield* slices(entries.slice(0, limit).map((entry) => entry.doc))
}
