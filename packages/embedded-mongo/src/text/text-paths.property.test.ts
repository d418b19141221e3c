import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePaths, encodeDocument, fromPlain } from '../values/index.ts'
import { textFields, textPaths } from './text-fields.ts'
import { readTextIndex } from './text-index.ts'

const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((names) => names.join('.'))
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('one', 'two', 3, null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('document'),
  ),
  document: fc.record(
    { a: tie('value'), b: tie('value'), c: tie('value'), language: fc.constantFrom('french', 'none') },
    { requiredKeys: [] },
  ),
}))

test('the paths of a text index hold all the texts it is about', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 3 }), plain.document, (indexed, document) => {
      const weights = Object.fromEntries(indexed.map((one) => [one, 1]))
      const index = readTextIndex(fromPlain({ key: { _fts: 'text', _ftsx: 1 }, weights }))
      const paths = index && textPaths(index)
      if (!paths) throw new Error('no text index')
      const doc = fromPlain(document as Parameters<typeof fromPlain>[0])
      expect([...textFields(index, decodePaths(encodeDocument(doc), paths))]).toEqual([...textFields(index, doc)])
    }),
    { numRuns: process.env.PARLEY_SOAK ? 50_000 : 1000 },
  )
})
