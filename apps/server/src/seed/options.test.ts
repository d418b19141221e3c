import { expect, test } from 'vitest'
import { readSeedArguments } from './options.ts'

test('what the command line of the seed says', () => {
  expect(readSeedArguments([])).toEqual({ scale: 1, besideOthers: false })
  expect(readSeedArguments(['--', '--scale', '5'])).toEqual({ scale: 5, besideOthers: false })
  expect(readSeedArguments(['--beside-others'])).toEqual({ scale: 1, besideOthers: true })
})

test.each([[['--scale', 'many']], [['--scale', '0']], [['--scale']], [['--force']], [['now']]])(
  'is not guessed: %j',
  (args) => {
    expect(readSeedArguments(args)).toBeNull()
  },
)
