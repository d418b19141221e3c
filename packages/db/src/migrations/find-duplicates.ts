import type { IndexDefinition, PipelineStage } from 'mongoose'
import { models } from '../models.ts'

const MOST_SHOWN = 20

/** Records that share a key, as a unique index would see them: a missing value is null. */
function duplicatesPipeline(keys: string[], filter: Record<string, unknown>): PipelineStage[] {
  const values = keys.map((key) => ({ $ifNull: [`$${key}`, null] }))
  return [
    { $match: filter },
    { $group: { _id: values, count: { $sum: 1 }, first: { $min: '$_id' }, last: { $max: '$_id' } } },
    { $match: { count: { $gt: 1 } } },
    { $limit: MOST_SHOWN },
  ]
}

function indexedOnly(keys: IndexDefinition, options: { sparse?: unknown; partialFilterExpression?: unknown }) {
  const { partialFilterExpression: partial } = options
  if (typeof partial === 'object' && partial !== null) return { ...partial }
  return options.sparse ? { $or: Object.keys(keys).map((key) => ({ [key]: { $exists: true } })) } : {}
}

/**
 * Who stands in the way of the unique indexes that are not built yet, a line each, by ids alone; at most twenty an index. Empty: all can
 * be built.
 */
export async function findDuplicates(): Promise<string[]> {
  const lines: string[] = []
  for (const model of models) {
    const built = await model.collection.indexes().catch(() => [])
    const isBuilt = (keys: IndexDefinition) =>
      built.some(({ key, unique }) => unique === true && JSON.stringify(key) === JSON.stringify(keys))
    for (const [keys, options] of model.schema.indexes()) {
      if (!options.unique || isBuilt(keys)) continue
      const paths = Object.keys(keys)
      const pipeline = duplicatesPipeline(paths, indexedOnly(keys, options))
      const groups = await model.aggregate<{ count: number; first: unknown; last: unknown }>(pipeline)
      for (const { count, first, last } of groups) {
        const which = count === 2 ? `${first} and ${last}` : `${first}, …, ${last}`
        lines.push(`${model.collection.collectionName}: ${count} records share ${paths.join(', ')}: ${which}`)
      }
    }
  }
  return lines
}
