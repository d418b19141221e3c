import { BSONRegExp, Timestamp } from 'bson'
import { describe } from 'vitest'
import { decimal, fails, table } from '../table.test-data.ts'

const DOC = { text: 'Hello', wide: 'aé😀z', nothing: null, five: 5, time: new Timestamp({ t: 1, i: 2 }) }

describe('text', () => {
  table(DOC, [
    [{ $concat: ['$text', ' ', 'you'] }, 'Hello you'],
    [{ $concat: ['$text', '$gone'] }, null],
    [{ $concat: ['$text', 5] }, fails(16702)],
    [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
    [{ $split: ['abc', 'x'] }, ['abc']],
    [{ $split: ['$gone', '-'] }, null],
    [{ $split: [5, '-'] }, fails(40085)],
    [{ $split: ['a', ''] }, fails(40087)],
    [{ $toLower: 'ÀBC' }, 'Àbc'],
    [{ $toUpper: 'àbc' }, 'àBC'],
    [{ $toLower: '$gone' }, ''],
    [{ $toUpper: 5 }, '5'],
    [{ $toUpper: [[1]] }, fails(16007)],
    [{ $strcasecmp: ['ABC', 'abd'] }, -1],
    [{ $strLenCP: '$wide' }, 4],
    [{ $strLenBytes: '$wide' }, 8],
    [{ $strLenCP: '$gone' }, fails(34471)],
    [{ $strLenBytes: 5 }, fails(34473)],
    [{ $indexOfCP: ['$wide', 'z'] }, 3],
    [{ $indexOfBytes: ['$wide', 'z'] }, 7],
    [{ $indexOfCP: ['$text', 'l', 3] }, 3],
    [{ $indexOfCP: ['$text', 'o', 0, 3] }, -1],
    [{ $indexOfCP: ['$gone', 'z'] }, null],
    [{ $indexOfCP: ['$text', 5] }, fails(40094)],
    [{ $indexOfBytes: ['$text', 'l', -1] }, fails(40097)],
    [{ $substrCP: ['$wide', 1, 2] }, 'é😀'],
    [{ $substrCP: ['$gone', 0, 2] }, ''],
    [{ $substrCP: ['$text', 0, -1] }, fails(34454)],
    [{ $substrBytes: ['$wide', 0, 3] }, 'aé'],
    [{ $substrBytes: ['$wide', 0, 2] }, fails(28657)],
    [{ $substrBytes: ['$wide', 2, 2] }, fails(28656)],
    [{ $substr: ['$text', 1, -1] }, 'ello'],
    [{ $substr: [12345, 1, 2] }, '23'],
    [{ $trim: { input: '  a b\n' } }, 'a b'],
    [{ $ltrim: { input: 'xxaxx', chars: 'x' } }, 'axx'],
    [{ $rtrim: { input: 'xxaxx', chars: 'xa' } }, ''],
    [{ $trim: { input: '$gone' } }, null],
    [{ $trim: { input: 'a', chars: null } }, null],
    [{ $trim: { input: 5 } }, fails(50699)],
    [{ $trim: { input: 'a', chars: 5 } }, fails(50700)],
    [{ $replaceOne: { input: 'a.a', find: 'a', replacement: { $literal: '$&' } } }, '$&.a'],
    [{ $replaceAll: { input: 'a.a', find: 'a', replacement: 'b' } }, 'b.b'],
    [{ $replaceAll: { input: '$gone', find: 'a', replacement: 'b' } }, null],
    [{ $replaceAll: { input: 5, find: 'a', replacement: 'b' } }, fails(51746)],
  ])
})

describe('patterns', () => {
  table(DOC, [
    [{ $regexMatch: { input: '$text', regex: '^h', options: 'i' } }, true],
    [{ $regexMatch: { input: '$text', regex: new BSONRegExp('^h') } }, false],
    [{ $regexMatch: { input: '$gone', regex: 'a' } }, false],
    [{ $regexMatch: { input: 5, regex: 'a' } }, fails(51104)],
    [{ $regexMatch: { input: 'a', regex: 5 } }, fails(51105)],
    [{ $regexMatch: { input: 'a', regex: new BSONRegExp('a', 'i'), options: 'i' } }, fails(51107)],
    [
      { $regexFind: { input: '😀ab12', regex: '([a-z]+)(\\d)(x)?' } },
      { match: 'ab1', idx: 1, captures: ['ab', '1', null] },
    ],
    [{ $regexFind: { input: 'abc', regex: 'x' } }, null],
    [{ $regexFind: { input: null, regex: 'x' } }, null],
    [
      { $regexFindAll: { input: 'a1b2', regex: '\\d' } },
      [
        { match: '1', idx: 1, captures: [] },
        { match: '2', idx: 3, captures: [] },
      ],
    ],
    [{ $regexFindAll: { input: '$gone', regex: 'x' } }, []],
    [{ $regexFindAll: { input: 'a' } }, fails(31023)],
  ])
})

describe('doubles as text', () => {
  table(DOC, [
    [{ $toString: 2.5 }, '2.5'],
    [{ $toString: 0.1 }, '0.1'],
    [{ $toString: 1e20 }, '1e+20'],
    [{ $toString: 0.00001 }, '1e-05'],
    [{ $toString: -0.5 }, '-0.5'],
    [{ $toString: Number.NaN }, 'NaN'],
    [{ $toString: decimal('1.50') }, '1.50'],
  ])
})
