import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryDoc } from './arbitraries.test-data.ts'
import { decodeFields, encodeDocument, FieldNames, fromPlain, toPlain, valuesEqual } from './index.ts'

test('decoding some fields gives these fields of the whole document, in its order', () => {
  fc.assert(
    fc.property(arbitraryDoc, fc.infiniteStream(fc.boolean()), (doc, choices) => {
      const chosen = [...doc.keys()].filter(() => choices.next().value)
      const part = new Map([...doc].filter(([name]) => chosen.includes(name)))
      const decoded = decodeFields(encodeDocument(doc), new FieldNames([...chosen.reverse(), 'absent']))
      expect(valuesEqual(decoded, part)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('a name is the whole name, and a name that comes twice counts once', () => {
  const bytes = encodeDocument(fromPlain({ ab: 1, a: 2, abc: 3, ü: 4 }))
  expect(toPlain(decodeFields(bytes, new FieldNames(['a', 'ü', 'a'])))).toEqual({ a: 2, ü: 4 })
  expect(decodeFields(bytes, new FieldNames([])).size).toBe(0)
})

test('bytes that are no document are refused where they are read', () => {
  const bytes = Buffer.from(encodeDocument(fromPlain({ a: 'text', b: 1 })))
  bytes.writeInt32LE(1000, 7)
  expect(() => decodeFields(bytes, new FieldNames(['b']))).toThrow('invalid BSON')
})
