import {
  Binary,
  BSONRegExp,
  Code,
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
import { arbitraryDoc } from './arbitraries.test-data.ts'
import { decodeDocument, encodeDocument, fromPlain, readField, toPlain, type Value, valuesEqual } from './index.ts'

const dec = (text: string) => Decimal128.fromString(text)
const int = (value: number) => new Int32(value)
const oid = (digit: string) => new ObjectId(digit.repeat(24))

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
