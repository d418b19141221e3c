import { expect, test } from 'vitest'
import { findUnsupportedFigures } from './find-unsupported-figures.ts'

const marked = (text: string, ...files: string[]) =>
  findUnsupportedFigures({ text, functionCalls: [], questions: ['What is in the file?'], files }).map(
    ({ textOffset, length }) => text.slice(textOffset, textOffset + length),
  )

const CSV = 'day,visits,spend\nMonday,120,10.50\nTuesday,301,"20.25"\n'

test('numbers of a file, its rows and columns, and sums and averages of its columns are supported; others are not', () => {
  expect(
    marked(
      'It has 2 rows and 3 columns: 120 and 301 visits, 421 in all, 210.5 on average, for €30.75. Not 999 and 17.',
      CSV,
    ),
  ).toEqual(['999', '17'])
  expect(marked('421 visits')).toEqual(['421'])
})

test('tables with other separators, and words', () => {
  expect(marked('40 and 60', 'a;b\n10;20\n30;40')).toEqual([])
  expect(marked('We planned 75 posts, not 76.', 'The plan is 75 posts.')).toEqual(['76'])
})
