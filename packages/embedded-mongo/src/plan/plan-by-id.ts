import { ObjectId } from 'bson'
import { fromBytes, indexPrefix } from '../store/keyspace.ts'
import { encodeIndexKey, type Value } from '../values/index.ts'
import type { Plan, PlanInput } from './plan-query.ts'

/**
 * The short way of the most frequent query, `{ _id: value }`: one look into the unique index. Only for values that no
 * collation changes and that mean nothing else in a filter.
 */
export function planById({ filter, hint, indexes }: PlanInput): Plan | undefined {
  if (filter.size !== 1 || hint !== undefined) return undefined
  const value = filter.get('_id')
  if (!(value instanceof ObjectId || typeof value === 'number' || typeof value === 'bigint')) return undefined
  const index = indexes.find(({ name }) => name === '_id_')
  if (!index?.unique || index.hidden || index.isBuilding) return undefined
  const low = indexPrefix(index.id) + keyOf(value)
  const ranges = [{ low, high: `${low}\0`, fixed: low.length, isExact: true }]
  return { access: { kind: 'index', index, ranges, reverse: false, isMerged: false }, isSorted: true }
}

const keyOf = (value: Value): string => fromBytes(encodeIndexKey([value], [1], null))
