import { describe, expect, test } from 'vitest'
import { QuotaError } from '../errors.ts'
import { allowanceRefusal, monthOf, remainingMicros } from './month-rules.ts'

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
