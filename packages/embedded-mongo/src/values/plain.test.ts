import { Int32 } from 'bson'
import { expect, test } from 'vitest'
import { fromPlain, toPlain } from './index.ts'

test('integers become int, all other numbers double, objects documents; and back', () => {
  const doc = fromPlain({ a: 1, b: 1.5, c: -0, d: 2 ** 31, e: { f: [1, null] } })
  expect([...doc.values()].slice(0, 4)).toEqual([new Int32(1), 1.5, -0, 2 ** 31])
  expect(doc.get('e')).toEqual(new Map([['f', [new Int32(1), null]]]))
  expect(toPlain(doc)).toEqual({ a: 1, b: 1.5, c: -0, d: 2 ** 31, e: { f: [1, null] } })
})

test('what BSON has no type for is refused', () => {
  expect(() => fromPlain({ a: () => 1 })).toThrow('a function is not a BSON value')
})
