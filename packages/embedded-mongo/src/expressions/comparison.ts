import { Int32 } from 'bson'
import { compareValues } from '../values/index.ts'
import type { Operator } from './expression.ts'
import { binary } from './operator.ts'

function comparing(name: string, holds: (order: number) => boolean): Operator {
  return binary(name, (left, right, { collation }) => holds(compareValues(left, right, collation)))
}

const cmp = binary('$cmp', (left, right, { collation }) => new Int32(Math.sign(compareValues(left, right, collation))))

export const comparisonOperators: readonly Operator[] = [
  cmp,
  comparing('$eq', (order) => order === 0),
  comparing('$ne', (order) => order !== 0),
  comparing('$gt', (order) => order > 0),
  comparing('$gte', (order) => order >= 0),
  comparing('$lt', (order) => order < 0),
  comparing('$lte', (order) => order <= 0),
]
