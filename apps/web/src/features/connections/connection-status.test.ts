import type { Integration } from '@parley/contracts'
import { expect, test } from 'vitest'
import { connectionStatus } from './connection-status.ts'
import { scopeWords } from './scope-words.ts'

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

test('only an active connection with an account counts as connected', () => {
  expect(connectionStatus(connection)).toEqual({ words: 'Connected', tone: 'good' })
  expect(connectionStatus({ ...connection, account: undefined }).words).toBe('Choose an account')
  expect(connectionStatus({ ...connection, isConnected: false, status: 'revoked' }).tone).toBe('quiet')
  expect(connectionStatus({ ...connection, status: 'expired' }).tone).toBe('warning')
  expect(connectionStatus({ ...connection, isConnected: false, status: 'error' }).words).toBe('Permission missing')
})

test('a scope nobody described here is shown by its name', () => {
  expect(scopeWords('https://www.googleapis.com/auth/analytics.readonly')).toBe('See Google Analytics data')
  expect(scopeWords('made.up')).toBe('made.up')
})
