import { functionCallContract } from '@parley/contracts'
import { expect, test } from 'vitest'
import { MAX_CALLS_PER_ROUND, prepareCalls } from './prepare-calls.ts'

const prepare = (text: string) => prepareCalls([{ name: 'f', arguments: text }], 0, 0, new Set())[0]

test.each([
  ['{"limit":1e999}', 'not plain JSON'],
  ['{"a":{"$where":"1"}}', 'not allowed: "$where"'],
  ['{"a.b":1}', 'not allowed: "a.b"'],
  ['{"a\\u0000":1}', 'not allowed'],
  ['[{"constructor":{}}]', 'not allowed: "constructor"'],
  [`${'['.repeat(5000)}${']'.repeat(5000)}`, 'nested too deeply'],
  ['{"a":', 'not valid JSON'],
  [`{"a":"${'x'.repeat(20_000)}"}`, 'too long'],
])('%.40s is kept as text, refused, and fits the contract', (text, problem) => {
  const made = prepare(text)
  expect(made).toMatchObject({ state: 'failed', error: expect.stringContaining(problem) })
  expect(typeof made?.arguments).toBe('string')
  expect(functionCallContract.parse(made)).toEqual(made)
})

test('no arguments are an empty object', () => {
  expect(prepare('')).toMatchObject({ arguments: {}, state: 'proposed' })
  expect(prepare(' \n')).toMatchObject({ arguments: {}, state: 'proposed' })
})

test('ids are unique in the message and plain; the own ones are nine letters and digits', () => {
  const raw = [
    { id: 'a', name: 'f', arguments: '' },
    { id: 'a', name: 'f', arguments: '' },
    { id: 'x y', name: 'f', arguments: '' },
    { name: 'f', arguments: '' },
  ]
  const ids = prepareCalls(raw, 3, 0, new Set(['call03001'])).map(({ id }) => id)
  expect(ids[0]).toBe('a')
  expect(ids.slice(1)).toEqual(['call03002', 'call03003', 'call03004'])
})

test('calls beyond the most of one round are refused', () => {
  const raw = Array.from({ length: 100 }, () => ({ name: 'f', arguments: '{}' }))
  const made = prepareCalls(raw, 0, 0, new Set())
  expect(made.filter(({ state }) => state === 'proposed')).toHaveLength(MAX_CALLS_PER_ROUND)
  expect(made.length).toBeLessThan(50)
})
