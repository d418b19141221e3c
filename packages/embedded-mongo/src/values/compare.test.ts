import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Int32,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryNumber, arbitraryValue } from './arbitraries.test-data.ts'
import { compareValues, encodeIndexKey, fromPlain, type Missing, UNDEFINED, type Value, valuesEqual } from './index.ts'

const dec = (text: string) => Decimal128.fromString(text)
const int = (value: number) => new Int32(value)
const oid = (digit: string) => new ObjectId(digit.repeat(24))
const keyOf = (value: Value | Missing, direction: 1 | -1 = 1) => Buffer.from(encodeIndexKey([value], [direction]))

/** Ascending; values in one inner list are equal. */
const ORDERED: (Value | Missing)[][] = [
  [new MinKey()],
  [undefined, UNDEFINED],
  [null],
  [Number.NaN, dec('NaN')],
  [-Infinity, dec('-Infinity')],
  [dec('-9.999999999999999999999999999999999E+6144')],
  [-Number.MAX_VALUE],
  [-(2n ** 63n), -(2 ** 63), dec('-9223372036854775808')],
  [-(2n ** 53n) - 1n],
  [-(2n ** 53n), -(2 ** 53)],
  [int(-1), -1, -1n, dec('-1.000')],
  [-Number.MIN_VALUE],
  [dec('-1E-6176')],
  [0, -0, 0n, int(0), dec('0'), dec('-0E+10')],
  [dec('1E-6176')],
  [Number.MIN_VALUE],
  [dec('0.1')],
  [0.1],
  [int(1), 1, 1n, dec('1.0')],
  [2 ** 53, 2n ** 53n],
  [2n ** 53n + 1n, dec('9007199254740993')],
  [dec('9007199254740993.5')],
  [2n ** 53n + 2n, 2 ** 53 + 2],
  [2n ** 63n - 1n],
  [2 ** 63],
  [Number.MAX_VALUE],
  [dec('9.999999999999999999999999999999999E+6144')],
  [Infinity, dec('Infinity')],
  ['', new BSONSymbol('')],
  ['a'],
  ['a\0'],
  ['a\0b'],
  ['a\x01'],
  ['a\x02'],
  ['aa'],
  ['b', new BSONSymbol('b')],
  ['é'],
  ['\uffee'],
  ['😀'],
  [fromPlain({})],
  [fromPlain({ b: 1 }), new Map<string, Value>([['b', 1n]])],
  [fromPlain({ b: 1, c: 1 })],
  [fromPlain({ b: 2 })],
  [fromPlain({ c: 1 })],
  [fromPlain({ a: 'x' })],
  [[]],
  [[int(1)], [1]],
  [[int(1), int(2)]],
  [[int(2)]],
  [['a']],
  [new Binary(Buffer.from([9]), 0)],
  [new Binary(Buffer.from([1]), 5)],
  [new Binary(Buffer.from([0, 1]), 0)],
  [oid('0')],
  [oid('a')],
  [false],
  [true],
  [new Date(-8.64e15)],
  [new Date(-1)],
  [new Date(0)],
  [new Date(1)],
  [new Date(2 ** 40)],
  [new Timestamp({ t: 0, i: 1 })],
  [new Timestamp({ t: 1, i: 0 })],
  [new Timestamp({ t: 2 ** 32 - 1, i: 5 })],
  [new BSONRegExp('a', '')],
  [new BSONRegExp('a', 'i')],
  [new BSONRegExp('b', '')],
  [new DBRef('b', oid('1'))],
  [new DBRef('aa', oid('0'))],
  [new Code('a')],
  [new Code('b')],
  [new Code('a', { x: 1 })],
  [new Code('a', { x: 2 })],
  [new MaxKey()],
]

describe('order of values', () => {
  test('follows the table, and index keys agree in both directions', () => {
    ORDERED.forEach((group, i) => {
      ORDERED.forEach((other, j) => {
        for (const a of group) {
          for (const b of other) {
            const label = `${i} against ${j}`
            expect(Math.sign(compareValues(a, b)), label).toBe(Math.sign(i - j))
            expect(Math.sign(Buffer.compare(keyOf(a), keyOf(b))), label).toBe(Math.sign(i - j))
            expect(Math.sign(Buffer.compare(keyOf(a, -1), keyOf(b, -1))), label).toBe(Math.sign(j - i))
          }
        }
      })
    })
  })

  test('is total, and key bytes agree with it', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, arbitraryValue, (a, b, c) => {
        const ab = Math.sign(compareValues(a, b))
        expect(Math.sign(compareValues(b, a)) + ab).toBe(0)
        expect(compareValues(a, a)).toBe(0)
        if (ab <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0)
        expect(Math.sign(Buffer.compare(keyOf(a), keyOf(b)))).toBe(ab)
        expect(Math.sign(Buffer.compare(keyOf(a, -1), keyOf(b, -1)))).toBe(0 - ab)
      }),
      { numRuns: 2000 },
    )
  })

  test('numbers of all types: exact, and keys agree', () => {
    fc.assert(
      fc.property(arbitraryNumber, arbitraryNumber, (a, b) => {
        const ab = Math.sign(compareValues(a, b))
        expect(Math.sign(compareValues(b, a)) + ab).toBe(0)
        expect(Math.sign(Buffer.compare(keyOf(a), keyOf(b)))).toBe(ab)
      }),
      { numRuns: 3000 },
    )
  })

  test('text orders as its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareValues(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('no key of a part begins another', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, (a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)]
        if (!valuesEqual(a, b) && x.length <= y.length) expect(y.subarray(0, x.length).equals(x)).toBe(false)
      }),
    )
  })

  test('compound keys order part by part', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, arbitraryValue, arbitraryValue, (a, b, c, d) => {
        const expected = Math.sign(compareValues(a, c)) || 0 - Math.sign(compareValues(b, d))
        const x = Buffer.from(encodeIndexKey([a, b], [1, -1]))
        const y = Buffer.from(encodeIndexKey([c, d], [1, -1]))
        expect(Math.sign(Buffer.compare(x, y))).toBe(expected)
      }),
    )
  })
})
