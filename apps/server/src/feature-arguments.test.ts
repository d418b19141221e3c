import { expect, test } from 'vitest'
import { readFeatureArguments } from './feature-arguments.ts'

test('a value is JSON where it can be, else a text; none takes the flag away', () => {
  const given = ['on=true', 'off=false', 'count=-1.5', 'none=null', 'text=Good = day', 'code="7"', 'gone=']
  expect(readFeatureArguments([' Grace@Example.test', ...given])).toEqual({
    email: 'grace@example.test',
    changes: [
      { name: 'on', value: true },
      { name: 'off', value: false },
      { name: 'count', value: -1.5 },
      { name: 'none', value: null },
      { name: 'text', value: 'Good = day' },
      { name: 'code', value: '7' },
      { name: 'gone' },
    ],
  })
  expect(readFeatureArguments(['a@b.test'])).toEqual({ email: 'a@b.test', changes: [] })
})

test.each([
  [[], 'Use: pnpm features'],
  [['fine=1'], 'Use: pnpm features'],
  [['a@b.test', 'newThread'], 'newThread says no value'],
  [['a@b.test', '__proto__=1'], '__proto__=1: A flag is named'],
  [['a@b.test', 'a.b='], 'a.b=: A flag is named'],
  [['a@b.test', 'toString=1'], 'toString=1: This name means something else'],
  [['a@b.test', 'fine=1', 'list=[1]'], 'list=[1]: A value is'],
  [['a@b.test', 'endless=1e999'], 'endless=1e999: A value is'],
])('%j is refused', (args, message) => {
  expect(() => readFeatureArguments(args)).toThrow(message)
})
