import { expect, test } from 'vitest'
import { executionLogs } from './execution-logs.ts'

const at = new Date('2026-03-01T12:00:00Z')
const call = {
  id: 'a',
  round: 0,
  textOffset: 0,
  name: 'run_report',
  arguments: { secret: 'words' },
  state: 'failed' as const,
  startedAt: '2026-03-01T11:59:58.000Z',
  durationMs: 40,
}

test('names functions and their outcome, never what they were given', () => {
  const logs = executionLogs({ rounds: [{ text: '', functionCalls: [call, { ...call, state: 'succeeded' }] }] }, at)
  expect(logs).toEqual([
    { at: new Date(call.startedAt), type: 'error', message: 'run_report: failed', metadata: { durationMs: 40 } },
    { at: new Date(call.startedAt), type: 'info', message: 'run_report: succeeded', metadata: { durationMs: 40 } },
  ])
})

test('ends with why the answer failed', () => {
  const error = { code: 'MODEL_DOWN', userMessage: 'Try again.', detail: '503' }
  expect(executionLogs({ rounds: [], error }, at)).toEqual([
    { at, type: 'error', message: 'The answer failed: MODEL_DOWN', metadata: { detail: '503' } },
  ])
})
