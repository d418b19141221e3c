import type { Message } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { appendSent, type LoadedThread, mergeThread, prependMessages, putMessage } from './merge-thread.ts'

const id = (seq: number) => seq.toString(16).padStart(24, '0')

const message = (seq: number, text = `m${seq}`): Message => ({
  id: id(seq),
  conversationId: id(0xc),
  seq,
  role: 'user',
  senderType: 'user',
  messageType: 'text',
  status: 'complete',
  parts: [],
  text,
  createdAt: '2026-01-02T03:04:05.000Z',
  functionCalls: [],
  metadata: {},
})

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index))

const thread = (messages: Message[], hasBefore = false): LoadedThread => ({
  id: id(0xc),
  agentId: id(0xa),
  agentVersion: 1,
  channel: 'chat',
  title: '',
  status: 'active',
  context: { connectedPlatforms: [] },
  tags: [],
  messageCount: messages.length,
  totalTokensUsed: 0,
  estimatedCostUsd: 0,
  isCostPartial: false,
  unfinishedMessageId: null,
  startedAt: '2026-01-02T03:04:05.000Z',
  lastMessageAt: '2026-01-02T03:04:05.000Z',
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:05.000Z',
  messages,
  hasBefore,
})

const seqs = ({ messages }: LoadedThread) => messages.map(({ seq }) => seq)

describe('mergeThread', () => {
  test('older loaded messages stay when the fresh window adjoins them', () => {
    const merged = mergeThread(thread(range(1, 6), false), thread(range(5, 8), true))
    expect(seqs(merged)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(merged.hasBefore).toBe(false)
  })

  test('a gap is never papered over', () => {
    const merged = mergeThread(thread(range(1, 3), false), thread(range(9, 10), true))
    expect(seqs(merged)).toEqual([9, 10])
    expect(merged.hasBefore).toBe(true)
  })

  test('a message that did not change keeps its identity; one that did is replaced', () => {
    const loaded = thread(range(1, 2))
    const merged = mergeThread(loaded, thread([message(1), message(2, 'edited')]))
    expect(merged.messages[0]).toBe(loaded.messages[0])
    expect(merged.messages[1]?.text).toBe('edited')
  })

  test('the first read is taken as it is', () => {
    const fresh = thread(range(1, 2))
    expect(mergeThread(undefined, fresh)).toBe(fresh)
  })
})

test('prependMessages adds what is older and takes over whether there is more', () => {
  const merged = prependMessages(thread(range(5, 6), true), { items: range(3, 5), hasBefore: false, hasAfter: true })
  expect(seqs(merged)).toEqual([3, 4, 5, 6])
  expect(merged.hasBefore).toBe(false)
})

test('appendSent is safe to repeat', () => {
  const sent = { userMessage: message(3), assistantMessage: message(4) }
  expect(seqs(appendSent(appendSent(thread(range(1, 2)), sent), sent))).toEqual([1, 2, 3, 4])
})

test('appendSent leaves no gap where the question asked again is not loaded', () => {
  const sent = { userMessage: message(3), assistantMessage: message(9) }
  expect(seqs(appendSent(thread(range(5, 8)), sent))).toEqual([5, 6, 7, 8, 9])
})

test('putMessage replaces in place', () => {
  expect(putMessage(thread(range(1, 3)), message(2, 'new')).messages.map(({ text }) => text)).toEqual([
    'm1',
    'new',
    'm3',
  ])
})
