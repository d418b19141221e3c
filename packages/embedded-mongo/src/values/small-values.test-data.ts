import { Int32 } from 'bson'
import fc from 'fast-check'
import type { Doc, Value } from './types.ts'

/** Values of the common types that are often equal, also over number types, and nest a little. */
const number = fc
  .tuple(fc.integer({ min: -2, max: 3 }), fc.constantFrom('int', 'long', 'double', 'half'))
  .map(
    ([n, type]): Value => (type === 'int' ? new Int32(n) : type === 'long' ? BigInt(n) : type === 'half' ? n + 0.5 : n),
  )

export const smallScalar: fc.Arbitrary<Value> = fc.oneof<fc.Arbitrary<Value>[]>(
  number,
  number,
  fc.constantFrom<Value>('', 'a', 'ab', 'b'),
  fc.constantFrom<Value>(null, true, false, new Date(0), new Date(1), Number.NaN),
)

const tree = fc.letrec<{ value: Value; doc: Doc; list: Value[] }>((tie) => ({
  value: fc.oneof<fc.Arbitrary<Value>[]>(
    { depthSize: 'small', withCrossShrink: true },
    smallScalar,
    tie('doc'),
    tie('list'),
  ),
  doc: fc.array(fc.tuple(fc.constantFrom('a', 'b'), tie('value')), { maxLength: 2 }).map((fields) => new Map(fields)),
  list: fc.array(tie('value'), { maxLength: 3 }),
}))

export const smallValue: fc.Arbitrary<Value> = tree.value
export const smallDoc: fc.Arbitrary<Doc> = tree.doc
