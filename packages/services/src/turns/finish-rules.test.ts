import type { FunctionCall } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { type EndedOutcome, finishedFields, roundsWithoutEffects } from './finish-rules.ts'

const call: FunctionCall = {
  id: 'c1',
  round: 0,
  textOffset: 0,
  name: 'get_page_context',
  arguments: {},
  state: 'succeeded',
}

const outcome: EndedOutcome = {
  status: 'complete',
  text: 'Hello',
  rounds: [],
  parts: [],
  lastEventSeq: 4,
  usage: { model: 'm', inputTokens: 10, outputTokens: 5, costMicros: 7, priceVersion: 'v', isEstimated: false },
  finishReason: 'stop',
}

describe('finishedFields', () => {
  test('the text is the one part of a good answer', () => {
    expect(finishedFields(outcome, {})).toMatchObject({
      status: 'complete',
      text: 'Hello',
      parts: [{ type: 'text', value: 'Hello' }],
      ai: { model: 'm', inputTokens: 10, outputTokens: 5, tokensUsed: 15, costMicros: 7, finishReason: 'stop' },
    })
  })

  test('a failed answer keeps its text and says why in a card, without the detail', () => {
    const error = { code: 'MODEL_DOWN', userMessage: 'Try again.', detail: 'ECONNREFUSED 10.0.0.1' }
    const { parts } = finishedFields({ ...outcome, status: 'failed', error }, {})
    expect(parts).toEqual([
      { type: 'text', value: 'Hello' },
      { type: 'card', value: { kind: 'error', code: 'MODEL_DOWN', userMessage: 'Try again.' } },
    ])
  })

  test('no part for no text', () => {
    expect(finishedFields({ ...outcome, status: 'stopped', text: '' }, {}).parts).toEqual([])
  })

  test('usage adds to that of earlier attempts, and an unknown cost stays unknown', () => {
    const before = {
      ai: { model: 'm', inputTokens: 1, outputTokens: 2, tokensUsed: 3, costMicros: 4 },
    }
    expect(finishedFields(outcome, before).ai).toMatchObject({
      inputTokens: 11,
      outputTokens: 7,
      tokensUsed: 18,
      costMicros: 11,
    })
    const unknown = { ai: { ...before.ai, costMicros: null } }
    expect(finishedFields(outcome, unknown).ai?.costMicros).toBeNull()
    const usage = { ...outcome.usage, costMicros: null }
    expect(finishedFields({ ...outcome, usage }, before).ai?.costMicros).toBeNull()
  })

  test('no function call stays under way', () => {
    const rounds = [{ text: '', functionCalls: [call, { ...call, id: 'c2', state: 'running' as const }] }]
    const { functionCalls } = finishedFields({ ...outcome, status: 'stopped', rounds }, {})
    expect(functionCalls.map(({ state }) => state)).toEqual(['succeeded', 'failed'])
  })
})

test('what once asked is over with its answer; what had begun may be done', () => {
  const asked = (id: string, changes: Partial<FunctionCall>) => ({ ...call, id, ...changes })
  const functionCalls = [
    asked('waiting', { state: 'awaiting_approval' }),
    asked('approved', { state: 'running' }),
    asked('begun', { state: 'running', startedAt: '2026-01-01T00:00:00.000Z' }),
    asked('done', {}),
    asked('read', { state: 'running', startedAt: '2026-01-01T00:00:00.000Z' }),
  ]
  const card = { kind: 'approve', title: 'T', description: '', effect: 'write', arguments: {}, parametersSchema: {} }
  const parts = ['waiting', 'approved', 'begun', 'done'].map((functionCallId) => ({
    type: 'card' as const,
    value: { ...card, functionCallId },
  }))
  const [round] = roundsWithoutEffects({ rounds: [{ text: '', functionCalls }], parts })
  expect(round?.functionCalls.map(({ state, error }) => [state, error])).toEqual([
    ['failed', 'The answer ended before this was done.'],
    ['failed', 'The answer ended before this was done.'],
    ['failed', 'It is not known whether this was done.'],
    ['succeeded', undefined],
    ['running', undefined],
  ])
})
