import { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  codeOf,
  openServerUnderTest,
  operatorsIn,
  type ServerUnderTest,
  typed,
} from './server-under-test.test-support.ts'
import { SURFACES } from './surface.test-data.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

const long = (text: string | number) => Long.fromString(String(text))
const double = (value: number) => new Double(value)
const decimal = (text: string) => Decimal128.fromString(text)
/** A branch of $switch: an object literal with `then` would look like a promise. */
const branch = (when: unknown, value: unknown) =>
  Object.fromEntries([
    ['case', when],
    ['then', value],
  ])
const T = new Date('2026-03-08T10:20:30.456Z')
const DOC = {
  i: 5,
  n: -2,
  d: 2.5,
  l: long(7),
  m: decimal('1.5'),
  s: 'Hello',
  u: 'Ünï',
  t: T,
  a: [3, 1, 2],
  e: [],
  o: { x: 1, y: { z: 2 } },
  b: true,
  z: null,
  id: new ObjectId('65a000000000000000000001'),
  ts: new Timestamp({ t: 10, i: 3 }),
  bin: new Binary(Buffer.from('abc')),
  pairs: [{ k: 'p', v: 1 }],
  objects: [{ v: 2 }, { v: 1 }],
}

/** [expression over DOC, its value]; a missing field has no value. */
const VALUES: readonly (readonly [unknown, unknown])[] = [
  // arithmetic and its types
  [{ $abs: '$n' }, 2],
  [{ $abs: long('-9223372036854775807') }, long('9223372036854775807')],
  [{ $add: ['$i', 1] }, 6],
  [{ $add: [2147483647, 1] }, long('2147483648')],
  [{ $add: [long('9223372036854775807'), 1] }, double(2 ** 63)],
  [{ $add: ['$d', 1] }, 3.5],
  [{ $add: ['$m', '$d'] }, decimal('4.00000000000000')],
  [{ $add: ['$t', 1000] }, new Date('2026-03-08T10:20:31.456Z')],
  [{ $add: ['$i', '$z'] }, null],
  [{ $subtract: ['$t', new Date(0)] }, long(T.getTime())],
  [{ $subtract: [-2147483648, 1] }, long('-2147483649')],
  [{ $multiply: ['$i', '$l'] }, long(35)],
  [{ $multiply: [2147483647, 2147483647] }, long('4611686014132420609')],
  [{ $divide: [7, 2] }, 3.5],
  [{ $divide: [6, 2] }, double(3)],
  [{ $mod: [7, -3] }, 1],
  [{ $mod: [-7.5, 2] }, -1.5],
  [{ $ceil: '$d' }, double(3)],
  [{ $floor: -2.5 }, double(-3)],
  [{ $round: [2.5, 0] }, double(2)],
  [{ $round: [1234, -2] }, 1200],
  [{ $round: ['$m'] }, decimal('2')],
  [{ $trunc: [-2.57, 1] }, -2.5],
  [{ $exp: 0 }, double(1)],
  [{ $ln: 1 }, double(0)],
  [{ $log: [100, 10] }, double(2)],
  [{ $log10: 1000 }, double(3)],
  [{ $pow: [2, 10] }, 1024],
  [{ $pow: [2, -1] }, 0.5],
  [{ $sqrt: 9 }, double(3)],
  [{ $sin: 0 }, double(0)],
  [{ $cos: 0 }, double(1)],
  [{ $tan: 0 }, double(0)],
  [{ $asin: 0 }, double(0)],
  [{ $acos: 1 }, double(0)],
  [{ $atan: 0 }, double(0)],
  [{ $atan2: [0, 1] }, double(0)],
  [{ $sinh: 0 }, double(0)],
  [{ $cosh: 0 }, double(1)],
  [{ $tanh: 0 }, double(0)],
  [{ $asinh: 0 }, double(0)],
  [{ $acosh: 1 }, double(0)],
  [{ $atanh: 0 }, double(0)],
  [{ $degreesToRadians: 0 }, double(0)],
  [{ $radiansToDegrees: 0 }, double(0)],
  [{ $bitAnd: [12, 10] }, 8],
  [{ $bitOr: [12, long(1)] }, long(13)],
  [{ $bitXor: [12, 10] }, 6],
  [{ $bitNot: 0 }, -1],
  [{ $gte: [{ $rand: {} }, 0] }, true],
  [{ $sum: '$a' }, 6],
  [{ $sum: ['$i', 'x', '$d'] }, 7.5],
  [{ $avg: '$a' }, double(2)],
  [{ $min: '$a' }, 1],
  [{ $max: ['$i', null, 9] }, 9],
  [{ $stdDevPop: [1, 3] }, double(1)],
  [{ $stdDevSamp: [1] }, null],
  [{ $percentile: { input: '$a', p: [0.5, 1], method: 'approximate' } }, [double(2), double(3)]],
  [{ $median: { input: '$a', method: 'approximate' } }, double(2)],
  // comparison and logic
  [{ $cmp: ['$i', '$d'] }, 1],
  [{ $eq: [1, long(1)] }, true],
  [{ $eq: ['$missing', null] }, false],
  [{ $ne: ['$o', { y: { z: 2 }, x: 1 }] }, true],
  [{ $gt: ['x', 5] }, true],
  [{ $gte: ['$missing', null] }, false],
  [{ $lt: ['$missing', null] }, true],
  [
    {
      $lte: [
        [1, 2],
        [1, 2, 0],
      ],
    },
    true,
  ],
  [{ $and: [1, 'x', []] }, true],
  [{ $or: [0, null, '$missing'] }, false],
  [{ $not: ['$z'] }, true],
  [{ $cond: [{ $gt: ['$i', 3] }, 'more', 'less'] }, 'more'],
  [{ $ifNull: ['$missing', '$z', 'last'] }, 'last'],
  [{ $switch: { branches: [branch(false, 1)], default: 2 } }, 2],
  // literals and variables
  [{ $literal: { $add: [1] } }, { $add: [1] }],
  [{ $const: '$i' }, '$i'],
  [{ $let: { vars: { two: 2 }, in: { $multiply: ['$$two', '$i'] } } }, 10],
  [{ $type: '$$ROOT.o' }, 'object'],
  // arrays
  [{ $arrayElemAt: ['$a', -1] }, 2],
  [{ $arrayElemAt: ['$a', 9] }, undefined],
  [{ $arrayToObject: '$pairs' }, { p: 1 }],
  [{ $arrayToObject: [[['k', 1]]] }, { k: 1 }],
  [{ $concatArrays: ['$a', [9]] }, [3, 1, 2, 9]],
  [{ $filter: { input: '$a', cond: { $gte: ['$$this', 2] }, limit: 1 } }, [3]],
  [{ $first: '$a' }, 3],
  [{ $last: '$a' }, 2],
  [{ $firstN: { n: 2, input: '$a' } }, [3, 1]],
  [{ $lastN: { n: 2, input: '$a' } }, [1, 2]],
  [{ $maxN: { n: 2, input: '$a' } }, [3, 2]],
  [{ $minN: { n: 2, input: '$a' } }, [1, 2]],
  [{ $in: [2, '$a'] }, true],
  [{ $indexOfArray: ['$a', 2] }, 2],
  [{ $indexOfArray: ['$a', 3, 1] }, -1],
  [{ $isArray: '$a' }, true],
  [{ $map: { input: '$a', as: 'x', in: { $add: ['$$x', 1] } } }, [4, 2, 3]],
  [{ $objectToArray: { x: 1 } }, [{ k: 'x', v: 1 }]],
  [{ $range: [0, 5, 2] }, [0, 2, 4]],
  [{ $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $reverseArray: '$a' }, [2, 1, 3]],
  [{ $size: '$e' }, 0],
  [{ $slice: ['$a', -2] }, [1, 2]],
  [{ $slice: ['$a', 1, 1] }, [1]],
  [{ $sortArray: { input: '$a', sortBy: -1 } }, [3, 2, 1]],
  [{ $sortArray: { input: '$objects', sortBy: { v: 1 } } }, [{ v: 1 }, { v: 2 }]],
  [
    { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
    [
      [1, 'a'],
      [2, 'z'],
    ],
  ],
  [
    {
      $setUnion: [
        [1, 2],
        [2, 3],
      ],
    },
    [1, 2, 3],
  ],
  [
    {
      $setIntersection: [
        [1, 2],
        [2, 3],
      ],
    },
    [2],
  ],
  [{ $setDifference: [[1, 2], [2]] }, [1]],
  [
    {
      $setEquals: [
        [1, 2],
        [2, 1, 1],
      ],
    },
    true,
  ],
  [{ $setIsSubset: [[1], [1, 2]] }, true],
  [{ $allElementsTrue: [[1, true]] }, true],
  [{ $anyElementTrue: [[0, null]] }, false],
  // objects
  [{ $getField: 'i' }, 5],
  [{ $getField: { field: 'z', input: '$o.y' } }, 2],
  [{ $setField: { field: 'a.b', input: {}, value: 1 } }, { 'a.b': 1 }],
  [{ $unsetField: { field: 'x', input: '$o' } }, { y: { z: 2 } }],
  [{ $mergeObjects: ['$o', { x: 9 }, null] }, { x: 9, y: { z: 2 } }],
  // strings
  [{ $concat: ['$s', '!'] }, 'Hello!'],
  [{ $concat: ['$s', null] }, null],
  [{ $indexOfBytes: ['$u', 'n'] }, 2],
  [{ $indexOfCP: ['$u', 'n'] }, 1],
  [{ $ltrim: { input: '  x ' } }, 'x '],
  [{ $rtrim: { input: ' x  ' } }, ' x'],
  [{ $trim: { input: 'xxaxx', chars: 'x' } }, 'a'],
  [{ $regexFind: { input: '$s', regex: 'l+' } }, { match: 'll', idx: 2, captures: [] }],
  [
    { $regexFindAll: { input: '$s', regex: '(l)' } },
    [
      { match: 'l', idx: 2, captures: ['l'] },
      { match: 'l', idx: 3, captures: ['l'] },
    ],
  ],
  [{ $regexMatch: { input: '$s', regex: '^h', options: 'i' } }, true],
  [{ $replaceOne: { input: '$s', find: 'l', replacement: 'L' } }, 'HeLlo'],
  [{ $replaceAll: { input: '$s', find: 'l', replacement: 'L' } }, 'HeLLo'],
  [{ $split: ['a-b-', '-'] }, ['a', 'b', '']],
  [{ $strLenBytes: '$u' }, 5],
  [{ $strLenCP: '$u' }, 3],
  [{ $strcasecmp: ['HELLO', '$s'] }, 0],
  [{ $substr: ['$s', 1, 3] }, 'ell'],
  [{ $substrBytes: ['$s', 1, -1] }, 'ello'],
  [{ $substrCP: ['$u', 0, 2] }, 'Ün'],
  [{ $toLower: '$s' }, 'hello'],
  [{ $toUpper: '$s' }, 'HELLO'],
  [{ $binarySize: '$bin' }, 3],
  [{ $bsonSize: {} }, 5],
  // conversion
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  [{ $convert: { input: null, to: 'int', onNull: 0 } }, 0],
  [{ $toBool: 'false' }, true],
  [{ $toBool: 0 }, false],
  [{ $toDate: long(0) }, new Date(0)],
  [{ $toDate: '$id' }, new Date(0x65a00000 * 1000)],
  [{ $toDecimal: '1.10' }, decimal('1.10')],
  [{ $toDouble: '-2.5' }, -2.5],
  [{ $toInt: 2.9 }, 2],
  [{ $toLong: '12' }, long(12)],
  [{ $toObjectId: '65a000000000000000000001' }, DOC.id],
  [{ $toString: '$m' }, '1.5'],
  [{ $toString: '$t' }, '2026-03-08T10:20:30.456Z'],
  [{ $isNumber: '$m' }, true],
  [{ $type: '$missing' }, 'missing'],
  [{ $type: '$m' }, 'decimal'],
  // dates
  [{ $year: '$t' }, 2026],
  [{ $month: '$t' }, 3],
  [{ $dayOfMonth: '$t' }, 8],
  [{ $dayOfYear: '$t' }, 67],
  [{ $dayOfWeek: '$t' }, 1],
  [{ $isoDayOfWeek: '$t' }, 7],
  [{ $week: '$t' }, 10],
  [{ $isoWeek: '$t' }, 10],
  [{ $isoWeekYear: '$t' }, long(2026)],
  [{ $hour: { date: '$t', timezone: 'America/New_York' } }, 6],
  [{ $minute: '$t' }, 20],
  [{ $second: '$t' }, 30],
  [{ $millisecond: '$t' }, 456],
  [{ $dateAdd: { startDate: '$t', unit: 'month', amount: 1 } }, new Date('2026-04-08T10:20:30.456Z')],
  [
    { $dateSubtract: { startDate: new Date('2026-03-31T00:00:00Z'), unit: 'month', amount: 1 } },
    new Date('2026-02-28T00:00:00Z'),
  ],
  [{ $dateDiff: { startDate: new Date('2025-12-31T23:00:00Z'), endDate: '$t', unit: 'year' } }, long(1)],
  [{ $dateFromParts: { year: 2026, month: 14 } }, new Date('2027-02-01T00:00:00Z')],
  [{ $dateFromParts: { isoWeekYear: 2026, isoWeek: 1 } }, new Date('2025-12-29T00:00:00Z')],
  [{ $dateFromString: { dateString: '2026-03-08' } }, new Date('2026-03-08T00:00:00Z')],
  [{ $dateFromString: { dateString: '08/03/2026 +0200', format: '%d/%m/%Y %z' } }, new Date('2026-03-07T22:00:00Z')],
  [{ $dateFromString: { dateString: 'x', onError: 'bad' } }, 'bad'],
  [
    { $dateToParts: { date: '$t' } },
    { year: 2026, month: 3, day: 8, hour: 10, minute: 20, second: 30, millisecond: 456 },
  ],
  [
    { $dateToString: { date: '$t', format: '%Y-%m-%d %H:%M:%S.%L %z %j %u %V %G' } },
    '2026-03-08 10:20:30.456 +0000 067 7 10 2026',
  ],
  [{ $dateTrunc: { date: '$t', unit: 'week', startOfWeek: 'monday' } }, new Date('2026-03-02T00:00:00Z')],
  [{ $dateTrunc: { date: '$t', unit: 'hour', binSize: 6 } }, new Date('2026-03-08T06:00:00Z')],
  [{ $tsSecond: '$ts' }, long(10)],
  [{ $tsIncrement: '$ts' }, long(3)],
]

/** [expression over DOC, the code it fails with]. */
const FAILURES: readonly (readonly [unknown, number])[] = [
  [{ $nonsense: 1 }, 168],
  [{ $abs: 'x' }, 28765],
  [{ $abs: long('-9223372036854775808') }, 28680],
  [{ $add: ['$s', 1] }, 14],
  [{ $add: ['$t', '$t'] }, 16612],
  [{ $subtract: [1, '$t'] }, 14],
  [{ $multiply: ['x', 2] }, 14],
  [{ $divide: [1, 0] }, 2],
  [{ $divide: [1, 'x'] }, 14],
  [{ $mod: [1, 0] }, 16610],
  [{ $mod: ['x', 1] }, 16611],
  [{ $ceil: 'x' }, 28765],
  [{ $floor: 'x' }, 28765],
  [{ $round: ['x'] }, 51081],
  [{ $trunc: [1.5, 200] }, 51083],
  [{ $exp: 'x' }, 28765],
  [{ $ln: 0 }, 28766],
  [{ $log: [10, 1] }, 28759],
  [{ $log10: 0 }, 28761],
  [{ $pow: [0, -1] }, 28764],
  [{ $pow: ['x', 1] }, 28762],
  [{ $sqrt: -1 }, 28714],
  [{ $acos: 2 }, 50989],
  [{ $sin: 'x' }, 28765],
  [{ $atan2: ['x', 1] }, 51044],
  [{ $bitAnd: [1.5] }, 14],
  [{ $arrayElemAt: [1, 0] }, 28689],
  [{ $arrayElemAt: ['$a', 'x'] }, 28690],
  [{ $arrayToObject: 1 }, 40386],
  [{ $concat: [1] }, 16702],
  [{ $concatArrays: [1] }, 28664],
  [{ $cond: [1, 2] }, 16020],
  [{ $convert: { input: 'x', to: 'int' } }, 241],
  [{ $toInt: '1.5' }, 241],
  [{ $toObjectId: 'x' }, 241],
  [{ $toInt: 3e9 }, 241],
  [{ $filter: { input: 1, cond: true } }, 28651],
  [{ $map: { input: 1, in: 1 } }, 16883],
  [{ $reduce: { input: 1, initialValue: 0, in: 1 } }, 40080],
  [{ $in: [1, 2] }, 40081],
  [{ $indexOfArray: [1, 1] }, 40090],
  [{ $indexOfCP: [1, 'x'] }, 40093],
  [{ $indexOfBytes: [1, 'x'] }, 40091],
  [{ $mergeObjects: [1] }, 40400],
  [{ $objectToArray: 1 }, 40390],
  [{ $range: [0, 1, 0] }, 34449],
  [{ $reverseArray: 1 }, 34435],
  [{ $size: 1 }, 17124],
  [{ $slice: ['x', 1] }, 28724],
  [{ $sortArray: { input: 1, sortBy: 1 } }, 2942504],
  [{ $setUnion: [1] }, 17043],
  [{ $setIntersection: [1, []] }, 17047],
  [{ $setDifference: [1, []] }, 17048],
  [{ $setEquals: [1, []] }, 17044],
  [{ $setIsSubset: [1, []] }, 17046],
  [{ $allElementsTrue: [1] }, 17040],
  [{ $anyElementTrue: [1] }, 17041],
  [{ $split: [1, ','] }, 40085],
  [{ $strLenCP: 1 }, 34471],
  [{ $strLenBytes: 1 }, 34473],
  [{ $regexMatch: { input: 1, regex: 'x' } }, 51104],
  [{ $regexMatch: { input: 'x', regex: '(' } }, 51111],
  [{ $replaceOne: { input: 1, find: 'x', replacement: 'y' } }, 51746],
  [{ $trim: { input: 1 } }, 50699],
  [{ $switch: { branches: [branch(false, 1)] } }, 40066],
  [{ $year: 'x' }, 16006],
  [{ $dateFromString: { dateString: 'x' } }, 241],
  [{ $binarySize: 1 }, 51276],
  [{ $bsonSize: 1 }, 31393],
  [{ $tsSecond: 1 }, 5687301],
  [{ $tsIncrement: 1 }, 5687302],
  [{ $meta: 'nonsense' }, 17308],
  ['$$nowhere', 17276],
  ['$', 16872],
]

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServerUnderTest()
  await server.db.collection('one').insertOne(DOC)
})
afterAll(() => server.close())

const evaluate = (expression: unknown) =>
  server.db
    .collection('one')
    .aggregate([{ $project: { _id: 0, x: expression } }], { promoteValues: false })
    .toArray()

describe('expressions', () => {
  test.each(VALUES.map(([expression, value]) => ({ of: JSON.stringify(expression), expression, value })))(
    '$of',
    async ({ expression, value }) => {
      const [found = {}] = await evaluate(expression)
      expect(typed(found.x)).toBe(typed(value))
    },
  )

  test.each(FAILURES.map(([expression, code]) => ({ of: JSON.stringify(expression), expression, code })))(
    '$of fails',
    async ({ expression, code }) => {
      expect(await codeOf(evaluate(expression))).toBe(code)
    },
  )

  test('each has a case', () => {
    const used = operatorsIn([...VALUES, ...FAILURES])
    expect(SURFACES.Expressions.present.filter((name) => !used.has(name))).toEqual([])
  })

  test('counts stay Int32 while they fit', async () => {
    expect(typed((await evaluate({ $size: '$a' }))[0]?.x)).toBe(typed(new Int32(3)))
  })
})
