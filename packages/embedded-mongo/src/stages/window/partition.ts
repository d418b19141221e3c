import { MongoServerFailure } from '../../errors.ts'
import { compareSortKeys, type Expression, type SortPart, sortKeyOf } from '../../expressions/index.ts'
import { estimateSize, MemoryBudget, SpillingSorter } from '../../spill/index.ts'
import { compareValues } from '../../values/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import { keyedDocuments } from '../keyed-documents.ts'
import type { Batches, StageContext } from '../stage.ts'

/** The input in sorted partitions, in the order of their keys. Memory holds one partition at a time; the others may be on disk. */
export async function* partitions(
  stage: string,
  input: Batches,
  partitionBy: Expression | undefined,
  sortBy: readonly SortPart[],
  { collation, scope, memory }: StageContext,
): AsyncGenerator<Doc[], void, undefined> {
  const comparePartitions = (a: readonly Value[], b: readonly Value[]) => compareValues(a[0], b[0], collation)
  const order = keyedDocuments(
    (a, b) => comparePartitions(a, b) || compareSortKeys(a.slice(1), b.slice(1), sortBy, collation),
  )
  const sorter = new SpillingSorter(order, { stage, memory })
  try {
    for await (const batch of input) {
      for (const doc of batch) {
        const value = partitionBy?.(doc, scope) ?? null
        sorter.add({ key: [checkPartition(value), ...sortKeyOf(doc, sortBy, collation)], doc })
      }
      if (sorter.isFull) await sorter.makeRoom()
    }
    const budget = new MemoryBudget(stage, memory)
    let docs: Doc[] = []
    let current: readonly Value[] | undefined
    for await (const batch of sorter.finish()) {
      for (const { key, doc } of batch) {
        if (current && comparePartitions(key, current) !== 0) {
          yield docs
          docs = []
          budget.release()
        }
        current = key
        docs.push(doc)
        budget.add(estimateSize(doc))
        budget.checkUnspillable()
      }
    }
    if (docs.length > 0) yield docs
  } finally {
    await sorter.close()
  }
}

function checkPartition(value: Value): Value {
  if (!Array.isArray(value)) return value
  throw new MongoServerFailure('TypeMismatch', 'An expression used to partition cannot evaluate to value of type array')
}
