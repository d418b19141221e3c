import type { FunctionCall, Message, TurnEvent } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { applyTurnEvents, overlayLiveTurn, startLiveTurn } from './live-turn.ts'

const call: FunctionCall = { id: 'c1', round: 0, textOffset: 3, name: 'find', arguments: {}, state: 'running' }

const message: Message = {
  id: 'a'.repeat(24),
  conversationId: 'b'.repeat(24),
  seq: 1,
  role: 'assistant',
  senderType: 'agent',
  messageType: 'text',
  status: 'pending',
  parts: [],
  text: '',
  createdAt: '2026-01-02T03:04:05.000Z',
  functionCalls: [],
  metadata: {},
}

const play = (...events: TurnEvent[]) => applyTurnEvents(startLiveTurn(message.id), events)

describe('applyTurnEvents', () => {
  test('appends text and keeps one row per function call', () => {
    const turn = play(
      { type: 'status', status: 'streaming', note: 'Thinking' },
      { type: 'text', text: 'One ' },
      { type: 'functionCall', functionCall: call },
      { type: 'functionCall', functionCall: { ...call, state: 'succeeded', durationMs: 12 } },
      { type: 'text', text: 'two' },
    )
    expect(turn.text).toBe('One two')
    expect(turn.functionCalls).toEqual([{ ...call, state: 'succeeded', durationMs: 12 }])
    expect(turn.note).toBeNull()
  })

  test('reset replaces text, calls and an earlier error', () => {
    const turn = play(
      { type: 'text', text: 'old' },
      { type: 'functionCall', functionCall: call },
      { type: 'error', code: 'X', userMessage: 'It broke.' },
      { type: 'reset', text: 'kept', functionCalls: [] },
    )
    expect(turn).toMatchObject({ text: 'kept', functionCalls: [], error: null })
  })
})

describe('overlayLiveTurn', () => {
  test('shows the streamed text over what was read', () => {
    const shown = overlayLiveTurn({ ...message, text: 'On' }, play({ type: 'text', text: 'One two' }))
    expect(shown.text).toBe('One two')
  })

  test('does not shrink while a replay catches up with what was read', () => {
    const shown = overlayLiveTurn({ ...message, text: 'One two' }, play({ type: 'text', text: 'One' }))
    expect(shown.text).toBe('One two')
  })

  test('a reset to other text wins over what was read', () => {
    const turn = play({ type: 'reset', text: 'Other', functionCalls: [] })
    expect(overlayLiveTurn({ ...message, text: 'One two' }, turn).text).toBe('Other')
  })

  test('a final message is never overlaid, and done brings the final one', () => {
    const final: Message = { ...message, status: 'complete', text: 'End.' }
    expect(overlayLiveTurn(final, play({ type: 'text', text: 'x' }))).toBe(final)
    expect(overlayLiveTurn(message, play({ type: 'done', message: final }))).toBe(final)
  })

  test('the turn of another message changes nothing', () => {
    expect(overlayLiveTurn({ ...message, id: 'c'.repeat(24) }, play({ type: 'text', text: 'x' })).text).toBe('')
  })
})
