import type { FunctionCall } from '@parley/contracts'
import { expect, test } from 'vitest'
import { citedConversations } from './cited-conversations.ts'

const lastMessageAt = '2026-11-12T08:00:00.000Z'
const found = (...titles: string[]): FunctionCall => ({
  id: 'c',
  round: 0,
  textOffset: 0,
  name: 'find_past_conversations',
  arguments: {},
  state: 'succeeded',
  result: {
    conversations: titles.map((title, at) => ({ conversationId: `id${at}`, title, lastMessageAt, messageCount: 2 })),
  },
})
const titlesOf = (text: string, ...functionCalls: FunctionCall[]) =>
  citedConversations({ text, functionCalls }).map(({ title }) => title)

test('what was found and is named in the answer, once', () => {
  const call = found('Spring *sale*', 'Winter plans', 'Copy')
  expect(titlesOf('In **Spring \\*sale\\*** and in winter PLANS you said so.', call, call)).toEqual([
    'Spring *sale*',
    'Winter plans',
  ])
  expect(citedConversations({ text: 'In Copy.', functionCalls: [call] })).toEqual([
    { conversationId: 'id2', title: 'Copy', lastMessageAt },
  ])
})

test('nothing of other functions, failed calls, untitled conversations and results of another shape', () => {
  expect(titlesOf('Copy', { ...found('Copy'), name: 'find_leads' })).toEqual([])
  expect(titlesOf('Copy', { ...found('Copy'), state: 'failed' })).toEqual([])
  expect(titlesOf('Anything', found('', ' '))).toEqual([])
  for (const result of [
    null,
    'Copy',
    ['Copy'],
    { conversations: 'Copy' },
    { conversations: [null, 3, { title: 'Copy' }] },
  ])
    expect(titlesOf('Copy', { ...found(), result })).toEqual([])
})
