import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileFilter } from '../match/index.ts'
import { decodeFields, encodeDocument, FieldNames, fromPlain, toPlain } from '../values/index.ts'
import { compileProjection, projectionFields } from './index.ts'

const scalar = fc.constantFrom<(number | string | null)[]>(1, 2, 'x', null)
const element = fc.oneof(
  scalar,
  fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }),
  fc.array(fc.record({ b: scalar }), { maxLength: 2 }),
)
const documents = fc.record(
  {
    _id: fc.nat(9),
    a: fc.oneof(scalar, fc.array(element, { maxLength: 4 })),
    d: fc.array(scalar, { maxLength: 3 }),
    e: element,
  },
  { requiredKeys: ['_id'] },
)
const condition = fc.oneof(
  fc.record({ b: scalar }),
  fc.record({ b: fc.constant({ $in: [1, null] }), c: scalar }),
  fc.record({ $or: fc.constant([{ b: 1 }, { c: 2 }]) }),
  fc.constant({ $gt: 1 }),
  fc.constant({ 'b.c': null, '0.b': 1 }),
  fc.constant({}),
)
const part = fc.record(
  { _id: fc.boolean(), d: fc.constant(true), 'e.b': fc.constant(1), a: fc.record({ $elemMatch: condition }) },
  { requiredKeys: [] },
)
const projections = fc.oneof(
  part,
  fc.constant({ 'd.$': 1, a: 1 }),
  fc.constant({ d: { $slice: 1 }, a: 1 }),
  fc.constant({ d: 0, a: { $elemMatch: { b: 1 } } }),
  fc.constant({ f: { $concat: ['x', 'y'] }, d: 1 }),
)

test('a projection of a stored document needs no more than its fields, and gives what one of the whole document gives', () => {
  fc.assert(
    fc.property(documents, projections, (document, projection) => {
      const filter = compileFilter(fromPlain({ d: { $exists: true } }))
      const doc = fromPlain(document as Parameters<typeof fromPlain>[0])
      const spec = fromPlain(projection as Parameters<typeof fromPlain>[0])
      const project = compileProjection(spec, { filter })
      const bytes = encodeDocument(doc)
      const fields = projectionFields(spec)
      const shown = fields ? decodeFields(bytes, new FieldNames([...fields, ...(filter.fields ?? [])])) : doc
      const outcome = (work: () => ReturnType<typeof project>) => {
        try {
          return JSON.stringify(toPlain(work()))
        } catch (error) {
          return String(error)
        }
      }
      expect(outcome(() => project(shown, { bytes }))).toBe(outcome(() => project(doc)))
    }),
    { numRuns: process.env.PARLEY_SOAK ? 50_000 : 2000 },
  )
})
