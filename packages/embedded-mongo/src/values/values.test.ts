import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  deserialize,
  Int32,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { arbitraryDoc, arbitraryNumber, arbitraryValue } from './arbitraries.test-data.ts'
import {
  add,
  compareValues,
  decodeDocument,
  divide,
  encodeDocument,
  encodeIndexKey,
  fromPlain,
  type Missing,
  mod,
  multiply,
  parseCollation,
  readField,
  subtract,
  toPlain,
  typeName,
  UNDEFINED,
  type Value,
  valuesEqual,
} from './index.ts'

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

describe('codec', () => {
  test('encode, then decode, is the same document, byte for byte', () => {
    fc.assert(
      fc.property(arbitraryDoc, (doc) => {
        const bytes = encodeDocument(doc)
        const decoded = decodeDocument(bytes)
        expect(valuesEqual(decoded, doc)).toBe(true)
        expect(Buffer.compare(encodeDocument(decoded), bytes)).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })

  test('agrees with the bson library', () => {
    const plain = {
      text: 'ünï',
      date: new Date(5),
      list: [1, 2.5, 'x'],
      long: 7n,
      deep: { a: null, b: true },
      id: oid('b'),
      bin: new Binary(Buffer.from('xy'), 0),
      old: new Binary(Buffer.from('xy'), 2),
      re: new BSONRegExp('a.c', 'i'),
      code: new Code('f()'),
      scoped: new Code('f()', { x: 1 }),
      ts: new Timestamp({ t: 4, i: 3 }),
      min: new MinKey(),
      max: new MaxKey(),
      dec: dec('1.5E+3'),
    }
    expect(Buffer.from(encodeDocument(fromPlain(plain))).toString('hex')).toBe(
      Buffer.from(serialize(plain)).toString('hex'),
    )
    expect(Buffer.from(encodeDocument(decodeDocument(serialize(plain)))).equals(serialize(plain))).toBe(true)
    expect(deserialize(encodeDocument(fromPlain({ a: [1, { b: 'c' }] })))).toEqual({ a: [1, { b: 'c' }] })
  })

  test('keeps field order and names JavaScript objects would spoil', () => {
    const doc = new Map<string, Value>([
      ['b', int(1)],
      ['10', int(2)],
      ['2', int(3)],
      ['__proto__', int(4)],
    ])
    expect([...decodeDocument(encodeDocument(doc)).keys()]).toEqual(['b', '10', '2', '__proto__'])
    expect(Object.keys(toPlain(doc))).toContain('__proto__')
  })

  test('hostile bytes fail with a server failure and nothing else', () => {
    const failsWell = (bytes: Uint8Array) => {
      try {
        decodeDocument(bytes)
        readField(bytes, 'a.b')
      } catch (error) {
        expect(error).toBeInstanceOf(MongoServerFailure)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), failsWell), { numRuns: 2000 })
    fc.assert(
      fc.property(arbitraryDoc, fc.nat(), fc.nat(255), (doc, at, byte) => {
        const bytes = Buffer.from(encodeDocument(doc))
        bytes[at % bytes.length] = byte
        failsWell(bytes)
        failsWell(bytes.subarray(0, at % bytes.length))
      }),
      { numRuns: 3000 },
    )
  })

  test('nesting has an end, in and out', () => {
    let deep: Value = null
    for (let i = 0; i < 250; i += 1) deep = i % 2 ? [deep] : new Map([['a', deep]])
    expect(() => encodeDocument(new Map([['a', deep]]))).toThrow(/nested object depth/)
    let bytes: Buffer = Buffer.from([5, 0, 0, 0, 0])
    for (let i = 0; i < 5000; i += 1) {
      const size = Buffer.alloc(4)
      size.writeInt32LE(bytes.length + 8)
      bytes = Buffer.concat([size, Buffer.from([3, 97, 0]), bytes, Buffer.from([0])])
    }
    expect(() => decodeDocument(bytes)).toThrow(/nested object depth/)
  })
})

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

describe('arithmetic', () => {
  test.each<[string, Value, Value]>([
    ['int + int', add(int(1), int(2)), int(3)],
    ['int overflow is long', add(int(2 ** 31 - 1), int(1)), 2n ** 31n],
    ['int × int overflow is exact', multiply(int(2 ** 31 - 1), int(2 ** 31 - 1)), (2n ** 31n - 1n) ** 2n],
    ['int + long is long', add(int(1), 1n), 2n],
    ['long overflow is double', add(2n ** 63n - 1n, 1n), 2 ** 63],
    ['int + double is double', add(int(1), 0.5), 1.5],
    ['double + decimal', add(0.1, dec('0.2')), dec('0.300000000000000')],
    ['decimal keeps its scale', add(dec('1.10'), int(1)), dec('2.10')],
    ['decimal subtraction', subtract(dec('1'), dec('1E-33')), dec('0.999999999999999999999999999999999')],
    ['decimal product', multiply(dec('1.5'), 2n), dec('3.0')],
    ['decimal rounding to 34 digits', divide(dec('2'), dec('3')), dec('0.6666666666666666666666666666666667')],
    ['exact decimal quotient', divide(dec('10'), int(4)), dec('2.5')],
    ['decimal overflow', multiply(dec('9E+6144'), dec('10')), dec('Infinity')],
    ['decimal remainder', mod(dec('-7.5'), int(2)), dec('-1.5')],
    ['int ÷ int is double', divide(int(7), int(2)), 3.5],
    ['mod keeps int', mod(int(-7), int(3)), int(-1)],
    ['mod of long', mod(7n, int(3)), 1n],
  ])('%s', (_name, actual, expected) => {
    expect(typeName(actual)).toBe(typeName(expected))
    expect(String(actual)).toBe(String(expected))
  })

  test('zero divides nothing', () => {
    expect(() => divide(int(1), int(0))).toThrow("can't $divide by zero")
    expect(() => mod(int(1), 0)).toThrow("can't $mod by zero")
  })
})

describe('collation', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'aAbBzZáÁäéêçñoößæ-_ 19.é'), maxLength: 6 })
  test.each(['en', 'de', 'fr', 'sv', 'es', 'pl'])('%s orders as Intl.Collator does', (locale) => {
    for (const [strength, sensitivity] of [
      [1, 'base'],
      [2, 'accent'],
      [3, 'variant'],
    ] as const) {
      const ours = parseCollation(fromPlain({ locale, strength }))
      const theirs = new Intl.Collator(locale, { sensitivity })
      fc.assert(
        fc.property(letters, letters, (a, b) => {
          expect(Math.sign(ours?.compare(a, b) ?? 9)).toBe(Math.sign(theirs.compare(a, b)))
        }),
        { numRuns: 400 },
      )
    }
  })

  test('is used by comparisons and keys', () => {
    const collation = parseCollation(fromPlain({ locale: 'en', strength: 2 }))
    expect(valuesEqual('Ann@x.org', 'ann@X.org', collation)).toBe(true)
    expect(valuesEqual('résumé', 'resume', collation)).toBe(false)
    expect(encodeIndexKey(['Ann'], [1], collation)).toEqual(encodeIndexKey(['aNN'], [1], collation))
  })

  test.each<[Record<string, unknown>, RegExp]>([
    [{}, /locale' is missing/],
    [{ locale: 5 }, /wrong type 'int'/],
    [{ locale: 'xx' }, /locale/],
    [{ locale: 'en', strength: 4 }, /not supported/],
    [{ locale: 'en', numericOrdering: true }, /numericOrdering/],
    [{ locale: 'en', shiny: true }, /unknown field/],
  ])('refuses %j', (spec, message) => {
    expect(() => parseCollation(fromPlain(spec))).toThrow(message)
  })

  test('simple is none', () => {
    expect(parseCollation(fromPlain({ locale: 'simple' }))).toBeNull()
  })
})
