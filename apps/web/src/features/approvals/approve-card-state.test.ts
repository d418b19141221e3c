import type { FunctionCall, Message } from '@parley/contracts'
import { expect, test } from 'vitest'
import { approveCardState } from './approve-card-state.ts'

const ASKING = { deciding: null, failure: null }

function stageOf(status: Message['status'], state: FunctionCall['state'], over: Partial<FunctionCall> = {}) {
  const message: Message = {
    id: 'b'.repeat(24),
    conversationId: 'c'.repeat(24),
    seq: 1,
    role: 'assistant',
    senderType: 'agent',
    messageType: 'text',
    status,
    parts: [],
    text: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    functionCalls: [{ id: 'call', round: 0, textOffset: 0, name: 'add_note', arguments: {}, state, ...over }],
    metadata: {},
  }
  return approveCardState(message, 'call', ASKING)
}

test('an answer that waits asks, whatever else it waits for', () => {
  expect(stageOf('awaiting_approval', 'awaiting_approval')).toEqual({ name: 'ask', ...ASKING })
  expect(stageOf('awaiting_connection', 'awaiting_approval')).toEqual({ name: 'ask', ...ASKING })
})

test('once decided it follows the call: waiting for the others, running, ended', () => {
  expect(stageOf('awaiting_approval', 'running').name).toBe('approved')
  expect(stageOf('pending', 'running').name).toBe('running')
  expect(stageOf('pending', 'awaiting_approval').name).toBe('running')
  expect(stageOf('pending', 'proposed').name).toBe('running')
  expect(stageOf('streaming', 'running').name).toBe('running')
  expect(stageOf('complete', 'succeeded', { result: { id: 1 }, durationMs: 5 })).toEqual({
    name: 'done',
    result: { id: 1 },
    durationMs: 5,
  })
  const broken = { error: 'It broke.', startedAt: '2026-01-01T00:00:00.000Z' }
  expect(stageOf('streaming', 'failed', broken)).toEqual({ name: 'failed', words: 'It broke.' })
  expect(stageOf('awaiting_approval', 'declined').name).toBe('declined')
})

test('an answer that ended before says so; one that was cut off while it ran does not know', () => {
  expect(stageOf('stopped', 'awaiting_approval').name).toBe('ended')
  expect(stageOf('failed', 'proposed').name).toBe('ended')
  expect(stageOf('stopped', 'running').name).toBe('ended')
  expect(stageOf('stopped', 'running', { startedAt: '2026-01-01T00:00:00.000Z' }).name).toBe('unknown')
  const error = 'Stopped before it ended. It is not known whether this was done.'
  expect(stageOf('streaming', 'failed', { error })).toEqual({ name: 'unknown', words: error })
  const neverBegun = 'It was not run: the tool was changed since this was approved.'
  expect(stageOf('complete', 'failed', { error: neverBegun })).toEqual({ name: 'ended', words: neverBegun })
})
