import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import fc from 'fast-check'
import { type Doc, UNDEFINED, type Value } from './types.ts'

/** Random values of all types for property tests, small enough to collide often. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', '1'),
  fc.string({ maxLength: 4 }).filter((s) => !s.includes('\0')),
)

const int = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer()).map((value) => new Int32(value))
const long = fc.oneof(
  fc.bigInt(-3n, 3n),
  fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
)
const double = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constantFrom(2 ** 53, 2 ** 63, 0.1, -0))
const decimal = fc
  .oneof(
    fc.constantFrom('NaN', 'Infinity', '-Infinity', '0', '-0', '1.0', '0.1', '9007199254740993', '1E+6144', '1E-6176'),
    fc
      .tuple(fc.bigInt(-(10n ** 34n) + 1n, 10n ** 34n - 1n), fc.integer({ min: -400, max: 400 }))
      .map(([c, e]) => `${c}E${e}`),
    fc.tuple(fc.bigInt(-3n, 3n), fc.integer({ min: -1, max: 1 })).map(([c, e]) => `${c}E${e}`),
  )
  .map((text) => Decimal128.fromString(text))

export const arbitraryNumber = fc.oneof<fc.Arbitrary<number | Int32 | bigint | Decimal128>[]>(
  int,
  long,
  double,
  decimal,
)

const bytes = fc.uint8Array({ maxLength: 4 }).map((content) => Buffer.from(content))

const scalar: fc.Arbitrary<Value> = fc.oneof<fc.Arbitrary<Value>[]>(
  arbitraryNumber,
  fc.constantFrom<Value>(null, true, false, UNDEFINED, '', 'a', 'a\0', new MinKey(), new MaxKey()),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((id) => new ObjectId(id)),
  fc.tuple(bytes, fc.constantFrom(0, 2, 4, 128)).map(([content, subtype]) => new Binary(content, subtype)),
  fc.tuple(fc.nat(5), fc.nat(5)).map(([t, i]) => new Timestamp({ t, i })),
  fc.tuple(name, fc.constantFrom('', 'i', 'im')).map(([pattern, options]) => new BSONRegExp(pattern, options)),
  name.map((text) => new BSONSymbol(text)),
  name.map((text) => new Code(text)),
)

const tree = fc.letrec<{ value: Value; doc: Doc; list: Value[] }>((tie) => ({
  value: fc.oneof<fc.Arbitrary<Value>[]>({ depthSize: 'small' }, scalar, tie('doc'), tie('list')),
  doc: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((fields) => new Map(fields)),
  list: fc.array(tie('value'), { maxLength: 4 }),
}))

export const arbitraryValue: fc.Arbitrary<Value> = tree.value
export const arbitraryDoc: fc.Arbitrary<Doc> = tree.doc
