import { Int32 } from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryDoc } from './arbitraries.test-data.ts'
import { encodeDocument, fromPlain, readField, valuesEqual } from './index.ts'

const int = (value: number) => new Int32(value)

describe('readField', () => {
  const bytes = encodeDocument(fromPlain({ ab: 1, a: { b: { c: 'x' }, list: [{ n: 1 }, 5, { n: [2] }, {}] }, z: null }))
  test.each<[string, unknown]>([
    ['ab', int(1)],
    ['a.b.c', 'x'],
    ['z', null],
    ['a.list.n', [int(1), [int(2)]]],
    ['a.x', undefined],
    ['ab.c', undefined],
    ['b', undefined],
    ['', undefined],
  ])('%s', (path, expected) => {
    expect(readField(bytes, path)).toEqual(expected)
  })

  test('finds what decoding the whole finds', () => {
    fc.assert(
      fc.property(arbitraryDoc, (doc) => {
        const encoded = encodeDocument(doc)
        for (const name of doc.keys()) {
          if (!name.includes('.')) expect(valuesEqual(readField(encoded, name), doc.get(name))).toBe(true)
        }
      }),
    )
  })
})
