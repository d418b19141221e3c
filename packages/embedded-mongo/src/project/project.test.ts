import { Int32 } from 'bson'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import { encodeDocument, fromPlain, type Plain } from '../values/index.ts'
import { compileProjection } from './index.ts'

const hex = (doc: Plain) => Buffer.from(encodeDocument(fromPlain(doc))).toString('hex')

function project(spec: Plain, doc: Plain, filter?: Plain) {
  const options = filter ? { filter: compileFilter(fromPlain(filter)) } : {}
  return compileProjection(fromPlain(spec), options)(fromPlain(doc))
}

const DOC = {
  _id: 1,
  a: 1,
  b: { c: 2, d: { e: 3 } },
  list: [{ n: 1, m: 2 }, 5, { n: 3 }, [{ n: 4 }]],
  nums: [1, 2, 3, 4, 5],
}

describe('projections', () => {
  test.each<[Plain, Plain, Plain?]>([
    [{}, DOC],
    [{ a: 1 }, { _id: 1, a: 1 }],
    [{ a: true, _id: 0 }, { a: 1 }],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0 }, { a: DOC.a, b: DOC.b, list: DOC.list, nums: DOC.nums }],
    [
      { nums: 1, a: 1 },
      { _id: 1, a: 1, nums: DOC.nums },
    ],
    [
      { b: 0, list: 0, nums: false },
      { _id: 1, a: 1 },
    ],
    [
      { _id: 1, b: 0, list: 0, nums: 0 },
      { _id: 1, a: 1 },
    ],
    [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
    [{ b: { d: { e: 1 } } }, { _id: 1, b: { d: { e: 3 } } }],
    [
      { 'b.d': 0, list: 0, nums: 0 },
      { _id: 1, a: 1, b: { c: 2 } },
    ],
    [{ 'list.n': 1 }, { _id: 1, list: [{ n: 1 }, { n: 3 }, [{ n: 4 }]] }],
    [{ 'a.x': 1 }, { _id: 1 }],
    [{ nums: { $slice: 2 } }, { ...DOC, nums: [1, 2] }],
    [{ nums: { $slice: -2 } }, { ...DOC, nums: [4, 5] }],
    [{ nums: { $slice: [1, 2] } }, { ...DOC, nums: [2, 3] }],
    [{ nums: { $slice: [-2, 1] } }, { ...DOC, nums: [4] }],
    [
      { nums: { $slice: 0 }, a: 1 },
      { _id: 1, a: 1, nums: [] },
    ],
    [
      { nums: { $slice: 1 }, list: 0, b: 0 },
      { _id: 1, a: 1, nums: [1] },
    ],
    [{ list: { $elemMatch: { n: 3 } } }, { _id: 1, list: [{ n: 3 }] }],
    [
      { nums: { $elemMatch: { $gt: 3 } }, a: 1 },
      { _id: 1, a: 1, nums: [4] },
    ],
    [
      { nums: { $elemMatch: { $gt: 9 } }, a: 1 },
      { _id: 1, a: 1 },
    ],
    [{ 'nums.$': 1 }, { _id: 1, nums: [4] }, { nums: { $gt: 3 } }],
    [{ 'list.$': 1, a: 1 }, { _id: 1, a: 1, list: [{ n: 3 }] }, { list: { $elemMatch: { n: 3 } } }],
    [{ 'a.$': 1 }, { _id: 1, a: 1 }, { a: 1 }],
    [{ copy: '$a' }, { _id: 1, copy: 1 }],
    [
      { a: 1, 'b.c': 1, said: 'so' },
      { _id: 1, a: 1, b: { c: 2 }, said: 'so' },
    ],
  ])('%j', (spec, after, filter) => {
    const result = project(spec, DOC, filter)
    expect(Buffer.from(encodeDocument(result)).toString('hex')).toBe(hex(after))
  })

  test('$slice reaches arrays inside documents of an array', () => {
    const result = project({ 'a.b': { $slice: 1 } }, { a: [{ b: [1, 2] }, 5, { b: 3 }] })
    expect(Buffer.from(encodeDocument(result)).toString('hex')).toBe(hex({ a: [{ b: [1] }, 5, { b: 3 }] }))
  })

  test('other arguments of $slice are those of the aggregation', () => {
    expect(project({ a: { $slice: ['$nums', 1, 2] } }, DOC).get('a')).toEqual([2, 3].map((n) => new Int32(n)))
    expect(failureOf(() => project({ a: { $slice: [1, 0] } }, DOC)).code).toBe(28724)
  })

  test('the positional operator needs a position where there is an array', () => {
    const failure = failureOf(() => project({ 'nums.$': 1 }, DOC, { a: 1 }))
    expect(failure.code).toBe(51246)
    expect(failure.message).toContain("positional operator '.$' couldn't find a matching element in the array")
  })

  test('$meta takes the text score of the query, or fails', () => {
    const projection = compileProjection(fromPlain({ score: { $meta: 'textScore' } }), {})
    const doc = fromPlain({ _id: 1, a: 1 })
    expect([...projection(doc, { textScore: 1.5 })].at(-1)).toEqual(['score', 1.5])
    expect([...projection(doc, { textScore: 1.5 }).keys()]).toEqual(['_id', 'a', 'score'])
    expect(() => projection(doc)).toThrow('query requires text score metadata')
  })

  test.each<[Plain, number, string]>([
    [{ a: 1, b: 0 }, 31254, 'Cannot do exclusion on field b in inclusion projection'],
    [{ a: 0, b: 1 }, 31253, 'Cannot do inclusion on field b in exclusion projection'],
    [{ a: 0, b: '$a' }, 31310, 'Cannot use an expression b: "$a" in an exclusion projection'],
    [{ a: 0, b: { $add: [1] } }, 31252, 'Cannot use expression other than $meta in exclusion projection'],
    [{ a: {} }, 51270, 'An empty sub-projection is not a valid value. Found empty object at path a'],
    [{ a: 1, 'a.b': 1 }, 31249, 'Path collision at a.b remaining portion b'],
    [{ 'a.$': 1 }, 51050, 'Projections with a positional operator require a matcher'],
    [{ 'a.$': 0 }, 31395, 'positional projection cannot be used with exclusion'],
    [{ 'a.$': 'x' }, 31308, 'positional projection cannot be used with a literal'],
    [{ 'a.$': { $add: [1] } }, 31271, 'positional projection cannot be used with an expression or sub object'],
    [{ 'a.$': 1, 'b.$': 1 }, 31276, 'Cannot specify more than one positional projection per query.'],
    [{ 'a.$.b': 1 }, 31394, "As of 4.4, it's illegal to specify positional operator in the middle of a path."],
    [{ 'a.$': 1, b: { $elemMatch: { c: 1 } } }, 31255, 'Cannot specify positional operator and $elemMatch.'],
    [{ 'a.b': { $elemMatch: { c: 1 } } }, 31275, 'Cannot use $elemMatch projection on a nested field'],
    [{ a: { $elemMatch: 1 } }, 31274, 'elemMatch: Invalid argument, object required, but got int'],
    [{ a: { $meta: 'indexKey' } }, 17308, 'Unsupported argument to $meta'],
  ])('refuses %j', (spec, code, message) => {
    const failure = failureOf(() => compileProjection(fromPlain(spec), {}))
    expect(failure.message).toContain(message)
    expect(failure.code).toBe(code)
  })
})

function failureOf(action: () => unknown): MongoServerFailure {
  try {
    action()
  } catch (error) {
    if (error instanceof MongoServerFailure) return error
    throw error
  }
  throw new Error('nothing was refused')
}
