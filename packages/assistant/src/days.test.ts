import { expect, test } from 'vitest'
import { clock, dayEnd, dayStart } from './days.ts'

test.each([
  ['2026-11-09', 'UTC', '2026-11-09T00:00:00.000Z', '2026-11-09T23:59:59.999Z'],
  ['2026-11-09', 'Europe/Berlin', '2026-11-08T23:00:00.000Z', '2026-11-09T22:59:59.999Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
  ['2026-12-31', 'Asia/Kathmandu', '2026-12-30T18:15:00.000Z', '2026-12-31T18:14:59.999Z'],
  ['2026-01-01', 'Nowhere/Land', '2026-01-01T00:00:00.000Z', '2026-01-01T23:59:59.999Z'],
])('%s in %s', (day, timeZone, from, to) => {
  expect(dayStart(day, timeZone)?.toISOString()).toBe(from)
  expect(dayEnd(day, timeZone)?.toISOString()).toBe(to)
})

test('a day that is not in the calendar is none', () => {
  expect(dayStart('2026-02-30', 'UTC')).toBeNull()
  expect(dayEnd('2026-13-01', 'UTC')).toBeNull()
})

test('the clock is the one of the time zone', () => {
  expect(clock(new Date('2026-11-21T23:30:00Z'), 'Europe/Berlin')).toEqual({
    date: '2026-11-22',
    weekday: 'Sunday',
    time: '00:30',
    timeZone: 'Europe/Berlin',
  })
})
