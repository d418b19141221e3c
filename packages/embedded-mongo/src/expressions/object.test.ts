import { describe } from 'vitest'
import { fails, table } from './table.test-data.ts'

const DOC = { doc: { a: 1, b: 2 }, nothing: null, text: 'a', 'x.y': 5, $odd: 6, docs: [{ p: 1 }, { q: 2, p: 3 }] }

describe('object operators', () => {
  table(DOC, [
    [
      { $objectToArray: '$doc' },
      [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
    ],
    [{ $objectToArray: '$gone' }, null],
    [{ $objectToArray: 'x' }, fails(40390)],
    [
      {
        $arrayToObject: [
          [
            { k: 'a', v: 1 },
            { k: 'b', v: null },
          ],
        ],
      },
      { a: 1, b: null },
    ],
    [
      {
        $arrayToObject: {
          $literal: [
            ['a', 1],
            ['b', 2],
          ],
        },
      },
      { a: 1, b: 2 },
    ],
    [{ $arrayToObject: '$nothing' }, null],
    [{ $arrayToObject: { $literal: [{ k: 1, v: 1 }] } }, fails(40394)],
    [{ $arrayToObject: { $literal: [1] } }, fails(40398)],
    [{ $arrayToObject: '$text' }, fails(40386)],
    [{ $mergeObjects: ['$doc', { b: 3, c: 4 }, null, '$gone'] }, { a: 1, b: 3, c: 4 }],
    [{ $mergeObjects: '$docs' }, { p: 3, q: 2 }],
    [{ $mergeObjects: [1] }, fails(40400)],
    [{ $getField: 'x.y' }, 5],
    [{ $getField: { $literal: '$odd' } }, 6],
    [{ $getField: { field: 'a', input: '$doc' } }, 1],
    [{ $getField: { field: 'z', input: '$doc' } }, undefined],
    [{ $getField: { field: 'a', input: null } }, null],
    [{ $getField: { field: 'a', input: '$text' } }, undefined],
    [{ $getField: 5 }, fails(3041702)],
    [{ $setField: { field: 'c.d', input: '$doc', value: 9 } }, { a: 1, b: 2, 'c.d': 9 }],
    [{ $setField: { field: 'a', input: '$doc', value: '$$REMOVE' } }, { b: 2 }],
    [{ $setField: { field: 'a', input: null, value: 1 } }, null],
    [{ $unsetField: { field: 'a', input: '$doc' } }, { b: 2 }],
    [{ $setField: { field: '$text', input: '$doc', value: 1 } }, fails(4161106)],
  ])
})
