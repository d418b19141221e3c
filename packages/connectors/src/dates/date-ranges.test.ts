import { daysInRange, REPORT_PERIODS } from '@parley/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, localDay, previousPeriod, resolveDateRange } from './date-ranges.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'America/St_Johns',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]

describe('the day in a zone', () => {
  test.each([
    ['2026-11-18T23:30:00Z', 'UTC', '2026-11-18'],
    ['2026-11-18T23:30:00Z', 'Europe/Berlin', '2026-11-19'],
    ['2026-11-18T23:30:00Z', 'America/Los_Angeles', '2026-11-18'],
    ['2026-11-18T10:30:00Z', 'Pacific/Kiritimati', '2026-11-19'],
    ['2026-11-18T10:30:00Z', 'Pacific/Pago_Pago', '2026-11-17'],
    // The nights when clocks change in Berlin (29 March, 25 October 2026) and in Los Angeles (8 March, 1 November).
    ['2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2026-10-25T22:59:59Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26'],
    ['2026-11-02T07:59:59Z', 'America/Los_Angeles', '2026-11-01'],
    ['2026-11-02T08:00:00Z', 'America/Los_Angeles', '2026-11-02'],
  ])('%s in %s is %s', (at, zone, day) => {
    expect(localDay(new Date(at), zone)).toBe(day)
  })
})

describe('ranges in words', () => {
  // A Wednesday in Berlin; still Wednesday elsewhere unless said.
  const now = new Date('2026-11-18T10:30:00Z')

  test.each([
    ['today', '2026-11-18', '2026-11-18'],
    ['yesterday', '2026-11-17', '2026-11-17'],
    ['last_7_days', '2026-11-11', '2026-11-17'],
    ['last_28_days', '2026-10-21', '2026-11-17'],
    ['last_90_days', '2026-08-20', '2026-11-17'],
    ['last_week', '2026-11-09', '2026-11-15'],
    ['this_week', '2026-11-16', '2026-11-18'],
    ['last_month', '2026-10-01', '2026-10-31'],
    ['this_month', '2026-11-01', '2026-11-18'],
    ['last_year', '2025-01-01', '2025-12-31'],
    ['this_year', '2026-01-01', '2026-11-18'],
  ] as const)('%s is %s to %s', (range, from, to) => {
    expect(resolveDateRange(range, now, 'Europe/Berlin')).toEqual({ from, to })
  })

  test.each([
    ['a Monday', '2026-11-16T12:00:00Z', 'Europe/Berlin', '2026-11-09'],
    ['a Sunday', '2026-11-15T12:00:00Z', 'Europe/Berlin', '2026-11-02'],
    ['Sunday in Los Angeles, Monday in Tokyo', '2026-11-15T20:00:00Z', 'America/Los_Angeles', '2026-11-02'],
    ['Monday in Tokyo, Sunday in Los Angeles', '2026-11-15T20:00:00Z', 'Asia/Tokyo', '2026-11-09'],
    ['after the clocks went forward', '2026-03-30T08:00:00Z', 'Europe/Berlin', '2026-03-23'],
    ['after the clocks went back', '2026-11-02T08:00:00Z', 'America/Los_Angeles', '2026-10-26'],
    ['the first days of a year', '2026-01-02T08:00:00Z', 'Europe/Berlin', '2025-12-22'],
  ])('last week on %s begins %s', (_, at, zone, from) => {
    expect(resolveDateRange('last_week', new Date(at), zone)).toEqual({ from, to: addDays(from, 6) })
  })

  test('last month in January and in March of a leap year', () => {
    expect(resolveDateRange('last_month', new Date('2026-01-15T12:00:00Z'), 'UTC')).toEqual({
      from: '2025-12-01',
      to: '2025-12-31',
    })
    expect(resolveDateRange('last_month', new Date('2028-03-31T12:00:00Z'), 'UTC')).toEqual({
      from: '2028-02-01',
      to: '2028-02-29',
    })
  })

  test('holds at every moment and in every zone', () => {
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (at, zone) => {
        const today = localDay(at, zone)
        for (const name of REPORT_PERIODS) {
          const range = resolveDateRange(name, at, zone)
          expect(range.from <= range.to && range.to <= today).toBe(true)
          const before = previousPeriod(range)
          expect(daysInRange(before)).toBe(daysInRange(range))
          expect(addDays(before.to, 1)).toBe(range.from)
        }
        const week = resolveDateRange('last_week', at, zone)
        expect([new Date(week.from).getUTCDay(), new Date(week.to).getUTCDay(), daysInRange(week)]).toEqual([1, 0, 7])
        expect(addDays(week.to, 1) <= today && today <= addDays(week.to, 7)).toBe(true)
      }),
      { numRuns: 200, seed: 20261121 },
    )
  })
})
