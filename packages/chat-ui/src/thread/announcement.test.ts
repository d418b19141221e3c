import type { FunctionCall, Message } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { announcement } from './announcement.ts'

const answer = (over: Partial<Message>): Message => ({
  id: 'a'.repeat(24),
  conversationId: 'b'.repeat(24),
  seq: 1,
  role: 'assistant',
  senderType: 'agent',
  messageType: 'text',
  status: 'streaming',
  parts: [],
  text: '',
  createdAt: '2026-01-02T03:04:05.000Z',
  functionCalls: [],
  metadata: {},
  ...over,
})

describe('announcement', () => {
  test('says the same while text streams, whatever the text', () => {
    const first = announcement(answer({ text: 'One' }), [], null)
    expect(announcement(answer({ text: 'One two three' }), [], null)).toBe(first)
  })

  test('reads a finished answer as words, not as marks', () => {
    const text =
      '## Title\n\n**Bold** and [a link](https://example.com).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nx\n```'
    expect(announcement(answer({ status: 'complete', text }), [], null)).toBe(
      'Answer: Title Bold and a link . a b 1 2 Code block.'.replace(' .', '.'),
    )
  })

  test('long answers are cut', () => {
    expect(announcement(answer({ status: 'complete', text: 'word '.repeat(500) }), [], null).length).toBeLessThan(620)
  })

  test('says which steps need an approval', () => {
    const asking = (name: string): FunctionCall => ({
      id: name,
      round: 0,
      textOffset: 0,
      name,
      arguments: {},
      state: 'awaiting_approval',
    })
    const one = answer({ status: 'awaiting_approval', functionCalls: [asking('add_note')] })
    expect(announcement(one, [], null)).toBe('Add note needs your approval.')
    const two = answer({ status: 'awaiting_connection', functionCalls: [asking('add_note'), asking('buy_ad')] })
    expect(announcement(two, [], null)).toBe('Add note, Buy ad need your approval.')
    const going = answer({ status: 'pending', functionCalls: [asking('add_note')] })
    expect(announcement(going, [], null)).toBe('Thinking…')
  })

  test('says why an answer failed and that a message was not sent', () => {
    const failed = answer({ status: 'failed', error: { code: 'X', userMessage: 'It broke.' } })
    expect(announcement(failed, [], null)).toBe('Answer failed. It broke.')
    const send = { clientMessageId: 'c', text: 't', createdAt: '', failure: { userMessage: 'No network.' } }
    expect(announcement(failed, [send], null)).toBe('Message not sent. No network.')
  })
})
