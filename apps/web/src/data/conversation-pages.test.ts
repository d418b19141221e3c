import type { Conversation } from '@parley/contracts'
import { expect, test } from 'vitest'
import { type ConversationPages, withChangedConversation, withoutConversation } from './conversation-pages.ts'

const conversation = (id: string): Conversation => ({
  id,
  agentId: 'a',
  agentVersion: 1,
  channel: 'chat',
  title: id,
  status: 'active',
  context: { connectedPlatforms: [] },
  tags: [],
  messageCount: 0,
  totalTokensUsed: 0,
  estimatedCostUsd: 0,
  isCostPartial: false,
  unfinishedMessageId: null,
  startedAt: '2026-01-02T03:04:05.000Z',
  lastMessageAt: '2026-01-02T03:04:05.000Z',
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:05.000Z',
})

const pages: ConversationPages = {
  pages: [
    { items: [conversation('one'), conversation('two')], nextCursor: 'c' },
    { items: [conversation('three')], nextCursor: null },
  ],
  pageParams: [null, 'c'],
}

const titles = (each: ConversationPages) => each.pages.map(({ items }) => items.map(({ title }) => title))

test('a conversation leaves the page it is on; pages and cursors stay', () => {
  const rest = withoutConversation(pages, 'three')
  expect(titles(rest)).toEqual([['one', 'two'], []])
  expect(rest.pageParams).toBe(pages.pageParams)
  expect(rest.pages[0]?.nextCursor).toBe('c')
})

test('a change shows where the conversation is, and nothing else changes', () => {
  expect(titles(withChangedConversation(pages, 'two', { title: 'new' }))).toEqual([['one', 'new'], ['three']])
  expect(titles(pages)).toEqual([['one', 'two'], ['three']])
})
