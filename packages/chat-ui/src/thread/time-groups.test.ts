import { describe, expect, test } from 'vitest'
import { calendarDaysBetween, formatGroupTime, startsTimeGroup } from './time-groups.ts'

const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).toISOString()

describe('startsTimeGroup', () => {
  test('the first message, another day and an hour of silence begin a group', () => {
    expect(startsTimeGroup(null, at(3, 9))).toBe(true)
    expect(startsTimeGroup(at(3, 23, 50), at(4, 0, 5))).toBe(true)
    expect(startsTimeGroup(at(3, 9), at(3, 10))).toBe(true)
  })

  test('messages close together do not', () => {
    expect(startsTimeGroup(at(3, 9), at(3, 9, 59))).toBe(false)
  })
})

describe('formatGroupTime', () => {
  const now = new Date(2026, 2, 4, 12)

  test('says today and yesterday in words', () => {
    expect(formatGroupTime(at(4, 9, 5), now, 'en-GB')).toBe('Today 9:05')
    expect(formatGroupTime(at(3, 9, 5), now, 'en-GB')).toBe('Yesterday 9:05')
  })

  test('names the day, and the year only when it is another', () => {
    expect(formatGroupTime(at(1, 9, 5), now, 'en-GB')).toMatch(/^Sun,? 1 Mar, 9:05$/)
    expect(formatGroupTime(new Date(2025, 0, 1, 9, 5).toISOString(), now, 'en-GB')).toMatch(/2025/)
  })
})

test('calendarDaysBetween counts days, not hours', () => {
  expect(calendarDaysBetween(new Date(2026, 2, 3, 23, 59), new Date(2026, 2, 4, 0, 1))).toBe(1)
})
