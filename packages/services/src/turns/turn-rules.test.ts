import type { Message } from '@parley/contracts'
import { expect, test } from 'vitest'
import { HEARTBEAT_MS, LEASE_MS, leaseFrom, overlayTurn } from './turn-rules.ts'

const message: Message = {
  id: '65a1b2c3d4e5f60718293a4b',
  conversationId: '65a1b2c3d4e5f60718293a4c',
  seq: 2,
  role: 'assistant',
  senderType: 'agent',
  messageType: 'text',
  status: 'pending',
  parts: [],
  text: '',
  createdAt: '2026-01-01T00:00:00.000Z',
  functionCalls: [],
  metadata: {},
}

test.each([
  ['queued', 'pending'],
  ['running', 'streaming'],
  ['awaiting_connection', 'awaiting_connection'],
  ['awaiting_approval', 'awaiting_approval'],
] as const)('a turn that is %s shows as %s, with its text', (state, status) => {
  const shown = overlayTurn(message, { state, text: 'So far', rounds: [], parts: [] })
  expect(shown).toEqual({ ...message, status, text: 'So far', parts: [{ type: 'text', value: 'So far' }] })
})

test('a lease outlives two missed heartbeats', () => {
  expect(LEASE_MS).toBeGreaterThan(2 * HEARTBEAT_MS)
  expect(leaseFrom(new Date(0)).getTime()).toBe(LEASE_MS)
})
