import { compareSortKeys, type SortPart, sortKeyOf } from '../expressions/index.ts'
import { type Memory, SpillingSorter } from '../spill/index.ts'
import type { Collation } from '../values/types.ts'
import { keyedDocuments } from './keyed-documents.ts'
import type { Batches } from './stage.ts'

/** Sorts, stably. With a limit it holds little more than twice that many documents at a time. */
export async function* sortDocuments(
  input: Batches,
  parts: readonly SortPart[],
  { collation, memory, limit }: { collation: Collation | null; memory: Memory; limit?: number },
): Batches {
  const order = keyedDocuments((a, b) => compareSortKeys(a, b, parts, collation))
  const sorter = new SpillingSorter(order, { stage: '$sort', memory, ...(limit === undefined ? {} : { limit }) })
  try {
    for await (const batch of input) {
      for (const doc of batch) sorter.add({ key: sortKeyOf(doc, parts, collation), doc })
      if (sorter.isFull) await sorter.makeRoom()
    }
    for await (const sorted of sorter.finish()) yield sorted.map(({ doc }) => doc)
  } finally {
    await sorter.close()
  }
}
