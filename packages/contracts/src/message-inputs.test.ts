import { describe, expect, test } from 'vitest'
import {
  editMessageInput,
  getMessageInput,
  listMessagesInput,
  rateMessageInput,
  reactToMessageInput,
  regenerateMessageInput,
  sendMessageInput,
} from './message-inputs.ts'
import { MAX_TEXT_BYTES } from './scalars.ts'

const ids = { conversationId: '65a1b2c3d4e5f60718293a4b', messageId: '65a1b2c3d4e5f60718293a4c' }
const send = { conversationId: ids.conversationId, clientMessageId: 'b0e2ad3e-9d3f-4b6e-8f0a-0c1f5a3d7e21' }
const text = (value: string) => ({ type: 'text', value })

/** The path of the first complaint; null when there is none. */
function complaint(result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }): string | null {
  return result.error?.issues[0]?.path.join('.') ?? null
}

describe('messages.get', () => {
  const { clientMessageId } = send
  test.each<[string, object, boolean]>([
    ['a message', { messageId: ids.messageId }, true],
    ['a message of a conversation', ids, true],
    ['by its sender’s id', { clientMessageId }, true],
    ['nothing', {}, false],
    ['a conversation alone', { conversationId: ids.conversationId }, false],
    ['both ids', { messageId: ids.messageId, clientMessageId }, false],
    ['a sender’s id in a conversation', { conversationId: ids.conversationId, clientMessageId }, false],
    ['no UUID', { clientMessageId: 'one' }, false],
  ])('%s', (_name, input, isValid) => {
    expect(getMessageInput.safeParse(input).success).toBe(isValid)
  })
})

describe('messages.send', () => {
  test.each<[string, object, string | null]>([
    ['a text', { text: 'Hello' }, null],
    ['parts', { parts: [text('Hello')] }, null],
    ['nothing', {}, 'text'],
    ['both', { text: 'Hello', parts: [text('Hello')] }, 'text'],
    ['a blank text', { text: '  \n' }, 'text'],
    ['a text of 256 KB', { text: 'x'.repeat(MAX_TEXT_BYTES) }, null],
    ['a text of one byte more', { text: 'x'.repeat(MAX_TEXT_BYTES + 1) }, 'text'],
    ['a text of more bytes than letters', { text: 'é'.repeat(MAX_TEXT_BYTES / 2 + 1) }, 'text'],
    [
      'parts that are too long together',
      { parts: Array.from({ length: 5 }, () => text('x'.repeat(MAX_TEXT_BYTES / 4))) },
      'parts',
    ],
    ['no UUID', { text: 'Hello', clientMessageId: 'one' }, 'clientMessageId'],
    ['a file twice', { text: 'Hello', attachments: ['0'.repeat(24), '0'.repeat(24)] }, 'attachments'],
  ])('%s', (_name, fields, expected) => {
    expect(complaint(sendMessageInput.safeParse({ ...send, ...fields }))).toBe(expected)
  })
})

test('messages.edit takes words and nothing besides, messages.regenerate no words at all', () => {
  const again = { ...ids, clientMessageId: send.clientMessageId }
  const edit = { ...again, text: 'Hello' }
  expect(complaint(editMessageInput.safeParse(edit))).toBeNull()
  expect(complaint(editMessageInput.safeParse({ ...edit, text: ' ' }))).toBe('text')
  expect(complaint(editMessageInput.safeParse({ ...edit, clientMessageId: 'one' }))).toBe('clientMessageId')
  expect(editMessageInput.safeParse({ ...edit, attachments: [] }).success).toBe(false)
  expect(complaint(regenerateMessageInput.safeParse(again))).toBeNull()
  expect(complaint(regenerateMessageInput.safeParse(ids))).toBe('clientMessageId')
  expect(regenerateMessageInput.safeParse(edit).success).toBe(false)
})

describe('messages.rate', () => {
  test.each<[string, object, string | null]>([
    ['a rating', { rating: 'positive' }, null],
    ['with a reason that fits', { rating: 'negative', reason: 'wrong_numbers', comment: 'Off by ten' }, null],
    ['with a reason that does not', { rating: 'positive', reason: 'wrong_numbers' }, 'reason'],
    ['a withdrawal', { rating: null }, null],
    ['a withdrawal with a comment', { rating: null, comment: 'x' }, 'rating'],
    ['a comment that is too long', { rating: 'positive', comment: 'x'.repeat(4001) }, 'comment'],
    ['no rating', {}, 'rating'],
  ])('%s', (_name, fields, expected) => {
    expect(complaint(rateMessageInput.safeParse({ ...ids, ...fields }))).toBe(expected)
  })
})

test('messages.list goes one way at a time', () => {
  const { conversationId } = ids
  expect(complaint(listMessagesInput.safeParse({ conversationId, before: 5, after: 1 }))).toBe('after')
  expect(complaint(listMessagesInput.safeParse({ conversationId, limit: 101 }))).toBe('limit')
  expect(complaint(listMessagesInput.safeParse({ conversationId: { $ne: '' } }))).toBe('conversationId')
})

describe('reactToMessageInput', () => {
  const react = (emoji: string) => {
    const id = '0'.repeat(24)
    return reactToMessageInput.safeParse({ conversationId: id, messageId: id, emoji }).success
  }

  test('takes one emoji, joined and coloured ones and flags too', () => {
    for (const emoji of ['👍', '👍🏽', '❤️', '👩‍💻', '🏳️‍🌈', '🇩🇪', '👨‍👩‍👧'])
      expect([emoji, react(emoji)]).toEqual([emoji, true])
  })

  test('refuses text, digits and several', () => {
    for (const emoji of ['', 'a', '1', '👍👍', '<b>', '👍 ']) expect([emoji, react(emoji)]).toEqual([emoji, false])
  })
})
