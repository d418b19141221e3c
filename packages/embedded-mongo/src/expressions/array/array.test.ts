import { describe } from 'vitest'
import { decimal, fails, table } from '../table.test-data.ts'

const DOC = {
  list: [3, 1, 2],
  docs: [
    { n: 'b', v: 2 },
    { n: 'a', v: 2 },
    { n: 'c', v: 1 },
  ],
  nothing: null,
  text: 'x',
  empty: [],
}

describe('elements', () => {
  table(DOC, [
    [{ $arrayElemAt: ['$list', 0] }, 3],
    [{ $arrayElemAt: ['$list', -1] }, 2],
    [{ $arrayElemAt: ['$list', 9] }, undefined],
    [{ $arrayElemAt: ['$nothing', 0] }, null],
    [{ $arrayElemAt: ['$text', 0] }, fails(28689)],
    [{ $arrayElemAt: ['$list', 'x'] }, fails(28690)],
    [{ $arrayElemAt: ['$list', 1.5] }, fails(28691)],
    [{ $first: '$list' }, 3],
    [{ $last: '$list' }, 2],
    [{ $first: '$empty' }, undefined],
    [{ $first: '$gone' }, null],
    [{ $first: '$text' }, fails(28689)],
    [{ $in: [1, '$list'] }, true],
    [{ $in: [decimal('1'), '$list'] }, true],
    [{ $in: ['1', '$list'] }, false],
    [{ $in: [1, '$nothing'] }, fails(40081)],
    [{ $indexOfArray: ['$list', 2] }, 2],
    [{ $indexOfArray: ['$list', 3, 1] }, -1],
    [{ $indexOfArray: ['$list', 2, 0, 2] }, -1],
    [{ $indexOfArray: ['$gone', 2] }, null],
    [{ $indexOfArray: ['$text', 2] }, fails(40090)],
    [{ $indexOfArray: ['$list', 2, -1] }, fails(40097)],
    [{ $isArray: '$list' }, true],
    [{ $isArray: ['$gone'] }, false],
    [{ $size: '$list' }, 3],
    [{ $size: '$gone' }, fails(17124)],
  ])
})

describe('slices', () => {
  table(DOC, [
    [{ $slice: ['$list', 2] }, [3, 1]],
    [{ $slice: ['$list', -2] }, [1, 2]],
    [{ $slice: ['$list', 1, 1] }, [1]],
    [{ $slice: ['$list', -9, 1] }, [3]],
    [{ $slice: ['$list', 5, 1] }, []],
    [{ $slice: ['$list', 0] }, []],
    [{ $slice: ['$nothing', 1] }, null],
    [{ $slice: ['$text', 1] }, fails(28724)],
    [{ $slice: ['$list', 1, 0] }, fails(28729)],
    [{ $slice: ['$list', 'x'] }, fails(28725)],
    [{ $firstN: { n: 2, input: '$list' } }, [3, 1]],
    [{ $lastN: { n: 2, input: '$list' } }, [1, 2]],
    [{ $minN: { n: 2, input: '$list' } }, [1, 2]],
    [{ $maxN: { n: 2, input: '$list' } }, [3, 2]],
    [{ $maxN: { n: 0, input: '$list' } }, fails(5787908)],
    [{ $firstN: { n: 1, input: '$text' } }, fails(5788200)],
  ])
})

describe('iteration', () => {
  table(DOC, [
    [{ $map: { input: '$list', in: { $multiply: ['$$this', 2] } } }, [6, 2, 4]],
    [{ $map: { input: '$list', as: 'x', in: '$$x.gone' } }, [null, null, null]],
    [{ $map: { input: '$nothing', in: 1 } }, null],
    [{ $map: { input: '$text', in: 1 } }, fails(16883)],
    [{ $map: { input: '$list' } }, fails(16882)],
    [{ $map: { input: '$list', as: 'x', in: '$$this' } }, fails(17276)],
    [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
    [{ $filter: { input: '$list', as: 'x', cond: { $gt: ['$$x', 1] }, limit: 1 } }, [3]],
    [{ $filter: { input: '$gone', cond: 1 } }, null],
    [{ $filter: { input: 5, cond: 1 } }, fails(28651)],
    [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    [{ $reduce: { input: '$empty', initialValue: 'start', in: 1 } }, 'start'],
    [{ $reduce: { input: '$nothing', initialValue: 0, in: 1 } }, null],
    [{ $reduce: { input: '$text', initialValue: 0, in: 1 } }, fails(40080)],
    [
      { $map: { input: '$list', in: { $map: { input: ['$$this'], as: 'in', in: ['$$in', '$$this'] } } } },
      [[[3, 3]], [[1, 1]], [[2, 2]]],
    ],
  ])
})

describe('construction', () => {
  table(DOC, [
    [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
    [{ $concatArrays: ['$list', '$gone'] }, null],
    [{ $concatArrays: ['$list', 1] }, fails(28664)],
    [{ $range: [0, 3] }, [0, 1, 2]],
    [{ $range: [5, 0, -2] }, [5, 3, 1]],
    [{ $range: [0, 3, 0] }, fails(34449)],
    [{ $range: ['x', 3] }, fails(34443)],
    [{ $reverseArray: '$list' }, [2, 1, 3]],
    [{ $reverseArray: '$gone' }, null],
    [{ $reverseArray: 1 }, fails(34435)],
    [{ $sortArray: { input: '$list', sortBy: 1 } }, [1, 2, 3]],
    [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
    [{ $map: { input: { $sortArray: { input: '$docs', sortBy: { v: 1, n: 1 } } }, in: '$$this.n' } }, ['c', 'a', 'b']],
    [{ $sortArray: { input: '$gone', sortBy: 1 } }, null],
    [{ $zip: { inputs: ['$list', ['a']] } }, [[3, 'a']]],
    [
      { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
      [
        [1, 'a'],
        [2, 'z'],
      ],
    ],
    [{ $zip: { inputs: ['$list', null] } }, null],
    [{ $zip: { inputs: ['$list', 1] } }, fails(34468)],
  ])
})

describe('sets', () => {
  table(DOC, [
    [{ $setUnion: ['$list', [3, 4n]] }, [3, 1, 2, 4n]],
    [{ $setUnion: ['$list', '$gone'] }, null],
    [{ $setUnion: ['$list', 1] }, fails(17043)],
    [{ $setIntersection: ['$list', [2n, 3]] }, [3, 2]],
    [{ $setIntersection: [] }, []],
    [{ $setDifference: ['$list', [decimal('3')]] }, [1, 2]],
    [{ $setDifference: [1, []] }, fails(17048)],
    [{ $setEquals: ['$list', [1, 2, 3, 1]] }, true],
    [{ $setEquals: ['$list', [1, 2]] }, false],
    [{ $setIsSubset: [[1, 1], '$list'] }, true],
    [{ $setIsSubset: [[7], '$list'] }, false],
    [{ $setIsSubset: [null, '$list'] }, fails(17046)],
    [{ $allElementsTrue: [[1, true]] }, true],
    [{ $allElementsTrue: [[1, 0]] }, false],
    [{ $anyElementTrue: [[null, 0]] }, false],
    [{ $anyElementTrue: '$text' }, fails(17041)],
  ])
})
