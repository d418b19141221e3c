import { describe, expect, test } from 'vitest'
import { connectIntegrationInput, selectAccountInput } from './integration.ts'
import { dateRangeContract, daysInRange, runReportInput } from './report.ts'

const base = {
  platform: 'google_analytics',
  metrics: ['sessions'],
  dateRange: { from: '2026-11-09', to: '2026-11-15' },
}
const id = '0123456789abcdef01234567'

describe('date ranges', () => {
  test.each([
    [{ from: '2026-11-09', to: '2026-11-09' }, true],
    [{ from: '2024-02-29', to: '2024-03-01' }, true],
    [{ from: '2023-02-29', to: '2023-03-01' }, false],
    [{ from: '2026-11-10', to: '2026-11-09' }, false],
    [{ from: '2024-01-01', to: '2025-12-31' }, true],
    [{ from: '2024-01-01', to: '2026-01-01' }, false],
    [{ from: '7daysAgo', to: 'today' }, false],
    [{ from: '2026-11-09', to: '2026-11-10', zone: 'UTC' }, false],
  ])('%j is accepted: %s', (range, accepted) => {
    expect(dateRangeContract.safeParse(range).success).toBe(accepted)
  })

  test('counts both ends', () => {
    expect(daysInRange({ from: '2026-11-09', to: '2026-11-15' })).toBe(7)
    expect(daysInRange({ from: '2024-02-28', to: '2024-03-01' })).toBe(3)
  })
})

describe('reports.run', () => {
  test.each([
    ['the least', {}, true],
    ['no metric', { metrics: [] }, false],
    ['a metric twice', { metrics: ['sessions', 'sessions'] }, false],
    ['a name that is no name', { metrics: ['sessions; drop'] }, false],
    ['eleven metrics', { metrics: Array.from({ length: 11 }, (_, index) => `m${index}`) }, false],
    ['another platform', { platform: 'myspace' }, false],
    ['a field nobody knows', { limit: 5 }, false],
    ['a text filter', { filters: [{ field: 'country', operator: 'equals', value: 'Germany' }] }, true],
    ['a text compared by size', { filters: [{ field: 'country', operator: 'less_than', value: 'Germany' }] }, false],
    ['a number compared as text', { filters: [{ field: 'sessions', operator: 'equals', value: 5 }] }, false],
    ['a comparison', { compareTo: { from: '2026-11-02', to: '2026-11-08' } }, true],
  ])('%s', (_, change, accepted) => {
    expect(runReportInput.safeParse({ ...base, ...change }).success).toBe(accepted)
  })
})

describe('integrations', () => {
  test.each([
    [{ platform: 'google_analytics' }, true],
    [{ platform: 'google_analytics', conversationId: id, messageId: id, functionCallId: 'call_1' }, true],
    [{ platform: 'google_analytics', messageId: id }, false],
    [{ platform: 'google_analytics', conversationId: id, functionCallId: 'call_1' }, false],
    [{ platform: 'google_analytics', redirectUri: 'https://evil.example' }, false],
  ])('connect %j is accepted: %s', (input, accepted) => {
    expect(connectIntegrationInput.safeParse(input).success).toBe(accepted)
  })

  test.each([
    [{ accountId: 'a' }, false],
    [{ accountId: 'a', attemptId: id }, true],
    [{ accountId: 'a', integrationId: id }, true],
    [{ accountId: 'a', integrationId: id, attemptId: id }, false],
  ])('selectAccount %j is accepted: %s', (input, accepted) => {
    expect(selectAccountInput.safeParse(input).success).toBe(accepted)
  })
})
