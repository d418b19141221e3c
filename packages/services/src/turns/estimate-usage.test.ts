import { expect, test } from 'vitest'
import { estimateUsage } from './estimate-usage.ts'

const turn = {
  model: 'gpt-4o',
  state: 'running' as const,
  text: 'x'.repeat(400),
  rounds: [],
  history: [{ text: 'y'.repeat(800) }],
}

test('a turn that died had read the history once a round and written its text', () => {
  expect(estimateUsage(turn)).toMatchObject({
    inputTokens: 200,
    outputTokens: 100,
    isEstimated: true,
    costMicros: 1500,
  })
  const rounds = [{ text: '', functionCalls: [] }]
  expect(estimateUsage({ ...turn, rounds })).toMatchObject({ inputTokens: 400, outputTokens: 100 })
})

test('a turn that had not begun used nothing', () => {
  expect(estimateUsage({ ...turn, state: 'queued', text: '' })).toMatchObject({
    inputTokens: 0,
    outputTokens: 0,
    costMicros: 0,
  })
})

test('the cost of a model of unknown price is unknown', () => {
  expect(estimateUsage({ ...turn, model: 'somebody-elses' }).costMicros).toBeNull()
})

test("an organization's own price is what it is estimated with", () => {
  const prices = new Map([['gpt-4o', { input: 1_000_000, output: 0 }]])
  expect(estimateUsage({ ...turn, prices })).toMatchObject({ costMicros: 200, priceVersion: 'organization' })
})
