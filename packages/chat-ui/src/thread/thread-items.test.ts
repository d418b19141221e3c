import type { Message } from '@parley/contracts'
import { expect, test } from 'vitest'
import { threadItems } from './thread-items.ts'
import type { PendingSend } from './thread-types.ts'

const message = (id: string, role: Message['role'], parentMessageId?: string): Message => ({
  id,
  conversationId: 'c',
  seq: 1,
  role,
  senderType: role === 'user' ? 'user' : 'agent',
  messageType: 'text',
  status: 'complete',
  parts: [],
  text: `${id} text`,
  createdAt: `2026-01-02T03:04:${id.length.toString().padStart(2, '0')}.000Z`,
  functionCalls: [],
  metadata: {},
  ...(parentMessageId && { parentMessageId }),
})

const question = (id: string, changes?: string) => message(id, 'user', changes)
const answer = (id: string, to: string) => message(id, 'assistant', to)

const pending = (versionOf?: PendingSend['versionOf'], failure: PendingSend['failure'] = null): PendingSend => ({
  clientMessageId: 'p',
  text: '',
  createdAt: '2026-01-02T03:04:05.000Z',
  failure,
  ...(versionOf && { versionOf }),
})

const shape = (messages: Message[], sends: PendingSend[] = []) =>
  threadItems(messages, sends).map((item) =>
    item.kind === 'message' ? item.message.id : item.messages.map(({ id }) => id),
  )

test('what was asked again is folded where it stood', () => {
  expect(shape([question('q'), answer('a', 'q')])).toEqual(['q', 'a'])
  expect(shape([question('q'), answer('a', 'q'), answer('b', 'q'), answer('c', 'q')])).toEqual(['q', ['a', 'b'], 'c'])
  const reworded = [question('q'), answer('a', 'q'), question('r'), answer('b', 'r'), question('s', 'q')]
  expect(shape([...reworded, answer('c', 's')])).toEqual([['q', 'a'], 'r', 'b', 's', 'c'])
})

test('what is on its way folds at once, and unfolds where it was not sent', () => {
  const thread = [question('q'), answer('a', 'q')]
  const failure = { userMessage: 'No' }
  expect(shape(thread, [pending()])).toEqual(['q', 'a'])
  expect(shape(thread, [pending({ messageId: 'a', role: 'assistant' })])).toEqual(['q', ['a']])
  expect(shape(thread, [pending({ messageId: 'q', role: 'user' })])).toEqual([['q', 'a']])
  expect(shape(thread, [pending({ messageId: 'q', role: 'user' }, failure)])).toEqual(['q', 'a'])
})

test('an answer says what it answers only where that does not stand above it', () => {
  const thread = [question('q'), answer('a', 'q'), question('r'), answer('b', 'r'), answer('c', 'q')]
  const asked = threadItems(thread, []).flatMap((item) => (item.kind === 'message' ? [item.asked] : []))
  expect(asked).toEqual([null, null, null, 'q text'])
})

test('the time before a message is that of the message before it, folded or not', () => {
  const [first, , last] = threadItems([question('q'), answer('aa', 'q'), answer('bbb', 'q')], [])
  expect(first?.previousAt).toBeNull()
  expect(last?.previousAt).toBe('2026-01-02T03:04:02.000Z')
})
