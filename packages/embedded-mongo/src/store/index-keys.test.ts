import { expect, test } from 'vitest'
import { type Doc, fromPlain } from '../values/index.ts'
import { defineIndex } from './catalog.ts'
import { indexKeys } from './index-keys.ts'

const index = (key: Record<string, 1 | -1>, options: Record<string, boolean> = {}) =>
  defineIndex(1, fromPlain({ v: 2, key, name: 'test', ...options }))

const keysOf = (definition: ReturnType<typeof index>, doc: Record<string, unknown>): number => {
  const plain: Doc = fromPlain(JSON.parse(JSON.stringify(doc)))
  return indexKeys(definition, plain).keys.length
}

test('an array gives one key for each distinct element, an empty one a single key', () => {
  expect(keysOf(index({ a: 1 }), { a: [1, 2, 2, 3] })).toBe(3)
  expect(keysOf(index({ a: 1 }), { a: [] })).toBe(1)
  expect(keysOf(index({ 'a.b': 1 }), { a: [{ b: 1 }, { b: [2, 3] }, {}] })).toBe(4)
})

test('a sparse index leaves out what has none of its paths', () => {
  expect(keysOf(index({ a: 1 }, { sparse: true }), { b: 1 })).toBe(0)
  expect(keysOf(index({ a: 1, b: 1 }, { sparse: true }), { b: 1 })).toBe(1)
  expect(keysOf(index({ a: 1 }), { b: 1 })).toBe(1)
})

test('two arrays side by side are refused, one array under two paths is not', () => {
  expect(() => keysOf(index({ a: 1, b: 1 }), { a: [1], b: [2] })).toThrow('parallel arrays')
  expect(
    keysOf(index({ 'a.x': 1, 'a.y': 1 }), {
      a: [
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ],
    }),
  ).toBe(2)
})
