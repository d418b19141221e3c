import type { ConnectCard, FunctionCall, Integration, Message } from '@parley/contracts'
import { expect, test } from 'vitest'
import { connectCardState } from './connect-card-state.ts'

const account = { accountId: '1', name: 'One', currency: 'EUR', timeZone: 'Europe/Berlin' }
const connection: Integration = {
  id: 'a'.repeat(24),
  platform: 'google_analytics',
  status: 'active',
  isConnected: true,
  account,
  accounts: [account],
  scope: [],
  connectedAt: '2026-01-01T00:00:00.000Z',
  isSandbox: true,
}
const card: ConnectCard = {
  kind: 'connect',
  platform: 'google_analytics',
  name: 'Google Analytics',
  reads: [],
  neverDoes: [],
  isSandbox: true,
  functionCallId: 'call',
  reason: 'not_connected',
}
function answer(status: Message['status'], state: FunctionCall['state']): Message {
  return {
    id: 'b'.repeat(24),
    conversationId: 'c'.repeat(24),
    seq: 1,
    role: 'assistant',
    senderType: 'agent',
    messageType: 'text',
    status,
    parts: [],
    text: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    functionCalls: [{ id: 'call', round: 0, textOffset: 0, name: 'connect', arguments: {}, state }],
    metadata: {},
  }
}
const BASE = { card, isWaiting: false, flowStage: null, integrations: [], isSaving: false }
const waiting = { ...BASE, isWaiting: true, message: answer('awaiting_connection', 'awaiting_connection') }
const waitingStage = { name: 'waiting', authorizationUrl: 'http://127.0.0.1/' } as const

test('an answer that waits offers to connect, shows what was begun, or offers the accounts of a connection made elsewhere', () => {
  expect(connectCardState(waiting).stage).toEqual({ name: 'offer' })
  expect(connectCardState({ ...waiting, flowStage: waitingStage }).stage).toEqual(waitingStage)
  expect(connectCardState({ ...waiting, integrations: [connection] })).toEqual({
    stage: { name: 'choose', accounts: [account], isSaving: false },
    chosenOf: connection.id,
  })
  const expired = { ...connection, status: 'expired' as const }
  expect(connectCardState({ ...waiting, integrations: [expired] }).stage).toEqual({ name: 'offer' })
})

test('once the answer goes on the card says connected, whoever connected', () => {
  const message = answer('pending', 'awaiting_connection')
  expect(connectCardState({ ...BASE, message }).stage.name).toBe('connected')
  expect(connectCardState({ ...BASE, message, integrations: [connection] }).stage).toEqual({
    name: 'connected',
    accountName: 'One',
  })
})

test('declined, stopped and since disconnected are not dead ends: the card stays one to connect with', () => {
  const declined = connectCardState({ ...BASE, message: answer('complete', 'declined') }).stage
  const stopped = connectCardState({ ...BASE, message: answer('stopped', 'awaiting_connection') }).stage
  const since = connectCardState({ ...BASE, message: answer('complete', 'succeeded') }).stage
  expect([declined.name, stopped.name, since.name]).toEqual(['closed', 'closed', 'closed'])
  expect(new Set([declined, stopped, since].map((stage) => 'words' in stage && stage.words)).size).toBe(3)
  expect(connectCardState({ ...BASE, message: answer('complete', 'declined'), flowStage: waitingStage }).stage).toEqual(
    waitingStage,
  )
})
