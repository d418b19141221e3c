import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryDoc } from './arbitraries.test-data.ts'
import {
  type Doc,
  decodePaths,
  encodeDocument,
  FieldPaths,
  fromPlain,
  toPlain,
  type Value,
  valuesEqual,
} from './index.ts'

const paths = fc.uniqueArray(
  fc.array(fc.constantFrom('a', 'b', '1'), { minLength: 1, maxLength: 3 }).map((names) => names.join('.')),
  { maxLength: 4 },
)

/** What lies at the paths, taken from the decoded document one path after the other. */
function slowly(doc: Doc, wanted: readonly string[]): Doc {
  const taken: Doc = new Map()
  for (const [name, value] of doc) {
    const rests = wanted.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1))
    if (wanted.includes(name)) taken.set(name, value)
    else if (rests.length > 0) taken.set(name, inside(value, rests))
  }
  return taken
}

function inside(value: Value, rests: readonly string[]): Value {
  if (value instanceof Map) return slowly(value, rests)
  if (!Array.isArray(value)) return value
  return value.map((element) => (element instanceof Map ? slowly(element, rests) : element))
}

test('decoding some paths gives what lies there in the decoded document', () => {
  fc.assert(
    fc.property(arbitraryDoc, arbitraryDoc, paths, (doc, inner, wanted) => {
      const nested = new Map(doc).set('a', [inner, 'text', [inner], doc]).set('b', inner)
      for (const one of [doc, nested])
        expect(valuesEqual(decodePaths(encodeDocument(one), new FieldPaths(wanted)), slowly(one, wanted))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('a path that ends where another goes on stands for both', () => {
  const bytes = encodeDocument(fromPlain({ a: { b: 1, c: 2 }, d: [{ e: 3, f: 4 }, 5], g: 6 }))
  expect(toPlain(decodePaths(bytes, new FieldPaths(['a.b', 'a', 'd.e', 'g.h'])))).toEqual({
    a: { b: 1, c: 2 },
    d: [{ e: 3 }, 5],
    g: 6,
  })
})

test('bytes that are no document are refused where they are read', () => {
  const bytes = Buffer.from(encodeDocument(fromPlain({ a: [{ b: 'text' }] })))
  bytes.writeInt32LE(1000, 7)
  expect(() => decodePaths(bytes, new FieldPaths(['a.b']))).toThrow('invalid BSON')
})
