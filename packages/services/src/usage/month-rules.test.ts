import { describe, expect, test } from 'vitest'
import { QuotaError } from '../errors.ts'
import { allowanceRefusal, localMonthOf, monthOf, remainingMicros } from './month-rules.ts'

const march = new Date('2026-03-15T00:00:00Z')
const spent = {
  monthlyAllowanceMicros: 5_000_000,
  spendRemainingMicros: -20,
  lastResetAt: new Date('2026-03-01T00:00:00Z'),
}

test('a month is the calendar’s, in UTC, across a year’s end too', () => {
  expect(monthOf(new Date('2026-12-31T23:59:59.999Z'))).toEqual({
    from: new Date('2026-12-01T00:00:00Z'),
    to: new Date('2027-01-01T00:00:00Z'),
  })
})

test.each([
  ['UTC', '2026-01-01T00:00:00.000Z', '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01', -1],
  [
    'America/New_York',
    '2026-03-01T05:00:00.000Z',
    '2026-03-01T05:00:00.000Z',
    '2026-04-01T04:00:00.000Z',
    '2026-04-01',
    0,
  ],
  [
    'Pacific/Auckland',
    '2026-12-31T10:59:59.000Z',
    '2026-11-30T11:00:00.000Z',
    '2026-12-31T11:00:00.000Z',
    '2027-01-01',
    0,
  ],
  ['Mars/Olympus', '2026-02-10T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', '2026-03-01', 0],
])('a month of %s, at %s, is from %s to %s', (timeZone, at, from, to, renewedOn, offsetMs) => {
  const month = localMonthOf(new Date(Date.parse(at) + offsetMs), timeZone)
  expect(month).toEqual({ from: new Date(from), to: new Date(to), renewedOn })
})

describe('an allowance', () => {
  test('that is spent refuses, saying when it is renewed', () => {
    const refusal = allowanceRefusal(spent, march)
    expect(refusal).toBeInstanceOf(QuotaError)
    expect(refusal?.userMessage).toContain('$5')
    expect(refusal?.userMessage).toContain('2026-04-01')
  })

  test('is whole again in the next month, before any charge', () => {
    expect(remainingMicros(spent, new Date('2026-04-01T00:00:00Z'))).toBe(5_000_000)
    expect(allowanceRefusal(spent, new Date('2026-04-01T00:00:00Z'))).toBeNull()
  })

  test('with anything left allows', () => {
    expect(allowanceRefusal({ ...spent, spendRemainingMicros: 1 }, march)).toBeNull()
  })
})
