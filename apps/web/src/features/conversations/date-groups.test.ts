import type { Conversation } from '@parley/contracts'
import { expect, test } from 'vitest'
import { groupByDate } from './date-groups.ts'

const at = (year: number, month: number, day: number): Conversation => {
  const instant = new Date(year, month - 1, day, 12).toISOString()
  return {
    id: `${year}${month}${day}`,
    agentId: 'a'.repeat(24),
    agentVersion: 1,
    channel: 'chat',
    title: '',
    status: 'active',
    context: { connectedPlatforms: [] },
    tags: [],
    messageCount: 0,
    totalTokensUsed: 0,
    estimatedCostUsd: 0,
    isCostPartial: false,
    unfinishedMessageId: null,
    startedAt: instant,
    lastMessageAt: instant,
    createdAt: instant,
    updatedAt: instant,
  }
}

test('each conversation stands under its day, in order', () => {
  const now = new Date(2026, 2, 31, 9)
  const list = [at(2026, 3, 31), at(2026, 3, 30), at(2026, 3, 25), at(2026, 3, 10), at(2026, 2, 2), at(2025, 12, 24)]
  expect(groupByDate(list, now, 'en').map(({ label, conversations }) => [label, conversations.length])).toEqual([
    ['Today', 1],
    ['Yesterday', 1],
    ['Last 7 days', 1],
    ['Last 30 days', 1],
    ['February 2026', 1],
    ['December 2025', 1],
  ])
})

test('a clock that runs ahead still says today', () => {
  expect(groupByDate([at(2026, 4, 1)], new Date(2026, 2, 31), 'en')[0]?.label).toBe('Today')
})
