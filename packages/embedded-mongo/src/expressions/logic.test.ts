import { describe } from 'vitest'
import { decimal, fails, table } from './table.test-data.ts'

/** Not spelled out, since objects with such a property pass for promises. */
const THEN = 'then'

const DOC = { one: 1, zero: 0, nothing: null, text: 'x', list: [1], no: false }

describe('comparison', () => {
  table(DOC, [
    [{ $eq: ['$one', 1n] }, true],
    [{ $eq: ['$one', decimal('1.0')] }, true],
    [{ $eq: ['$gone', null] }, false],
    [{ $eq: ['$gone', '$gone'] }, true],
    [{ $lt: ['$gone', null] }, true],
    [{ $gt: ['x', 5] }, true],
    [
      {
        $gte: [
          { a: 1, b: 2 },
          { a: 1, b: 2 },
        ],
      },
      true,
    ],
    [
      {
        $eq: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
      false,
    ],
    [
      {
        $lte: [
          [1, 2],
          [1, 3],
        ],
      },
      true,
    ],
    [{ $ne: ['$one', 2] }, true],
    [{ $cmp: ['a', 'b'] }, -1],
    [{ $cmp: [2, 1.5] }, 1],
    [{ $eq: [1] }, fails(16020)],
    [{ $eq: [1, 2, 3] }, fails(16020)],
  ])
})

describe('boolean', () => {
  table(DOC, [
    [{ $and: [] }, true],
    [{ $and: ['$one', '$text', '$list'] }, true],
    [{ $and: ['$one', '$zero'] }, false],
    [{ $or: [] }, false],
    [{ $or: ['$nothing', '$gone', '$no', '$zero'] }, false],
    [{ $or: ['', '$no'] }, true],
    [{ $not: ['$no'] }, true],
    [{ $not: '$one' }, false],
    [{ $not: [1, 2] }, fails(16020)],
    [{ $and: [false, { $divide: [1, 0] }] }, false],
  ])
})

describe('conditional', () => {
  table(DOC, [
    [{ $cond: ['$one', 'yes', 'no'] }, 'yes'],
    [{ $cond: { if: '$gone', [THEN]: 'yes', else: 'no' } }, 'no'],
    [{ $cond: { if: true, [THEN]: '$gone', else: 1 } }, undefined],
    [{ $cond: { if: true, [THEN]: 1 } }, fails(17082)],
    [{ $cond: { if: true, [THEN]: 1, else: 2, or: 3 } }, fails(17083)],
    [{ $cond: [1, 2] }, fails(16020)],
    [{ $cond: [true, 1, { $divide: [1, 0] }] }, 1],
    [{ $ifNull: ['$gone', '$nothing', 'last'] }, 'last'],
    [{ $ifNull: ['$zero', 1] }, 0],
    [{ $ifNull: ['$gone', '$gone'] }, undefined],
    [{ $ifNull: ['$gone'] }, fails(1257300)],
    [
      {
        $switch: {
          branches: [
            { case: '$no', [THEN]: 1 },
            { case: '$one', [THEN]: 2 },
          ],
          default: 3,
        },
      },
      2,
    ],
    [{ $switch: { branches: [{ case: '$no', [THEN]: 1 }], default: 3 } }, 3],
    [{ $switch: { branches: [{ case: '$no', [THEN]: 1 }] } }, fails(40066)],
    [{ $switch: { branches: [] } }, fails(40068)],
    [{ $switch: { branches: [{ case: 1 }] } }, fails(40065)],
    [{ $switch: { branches: [], other: 1 } }, fails(40067)],
  ])
})
