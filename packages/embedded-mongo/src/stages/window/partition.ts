import { MongoServerFailure } from '../../errors.ts'
import { compareSortKeys, type Expression, type SortPart, sortKeyOf, valueKey } from '../../expressions/index.ts'
import { compareValues } from '../../values/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import { createMemoryBudget, estimateSize } from '../memory-budget.ts'
import type { Batches, StageContext } from '../stage.ts'

/** Gathers the input into sorted partitions, in the order of their keys. */
export async function partition(
  stage: string,
  input: Batches,
  partitionBy: Expression | undefined,
  sortBy: readonly SortPart[],
  context: StageContext,
): Promise<Doc[][]> {
  const { collation, scope } = context
  const budget = createMemoryBudget(stage)
  const partitions = new Map<string, { key: Value; docs: Doc[] }>()
  for await (const batch of input) {
    for (const doc of batch) {
      budget.hold(estimateSize(doc))
      const value = partitionBy?.(doc, scope) ?? null
      if (Array.isArray(value)) {
        throw new MongoServerFailure(
          'TypeMismatch',
          'An expression used to partition cannot evaluate to value of type array',
        )
      }
      const key = valueKey(value, collation)
      const found = partitions.get(key)
      if (found) found.docs.push(doc)
      else partitions.set(key, { key: value, docs: [doc] })
    }
  }
  const sorted = [...partitions.values()].sort((a, b) => compareValues(a.key, b.key, collation))
  return sorted.map(({ docs }) => sortedBy(docs, sortBy, context))
}

function sortedBy(docs: Doc[], sortBy: readonly SortPart[], { collation }: StageContext): Doc[] {
  if (sortBy.length === 0) return docs
  return docs
    .map((doc) => ({ doc, key: sortKeyOf(doc, sortBy, collation) }))
    .sort((a, b) => compareSortKeys(a.key, b.key, sortBy, collation))
    .map(({ doc }) => doc)
}
