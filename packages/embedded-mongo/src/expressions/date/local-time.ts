import type { Zone } from './timezone.ts'

export const DAY = 86_400_000

/** The clocks' reading in the zone, as the milliseconds UTC would have at that reading. */
export function toLocal(utc: number, zone: Zone): number {
  return utc + zone.offsetAt(utc)
}

/** The instant of a reading: the first of two where clocks go back, moved on where they skip it. */
export function fromLocal(local: number, zone: Zone): number {
  const before = zone.offsetAt(local - DAY)
  const first = local - before
  if (zone.offsetAt(first) === before) return first
  const after = zone.offsetAt(local + DAY)
  const second = local - after
  return zone.offsetAt(second) === after ? second : first
}

/** A reading from calendar fields; months count from 0, and every field may overflow into the next. */
export function localTime(year: number, month: number, day = 1, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, minute, second, ms)
  return date.getTime()
}
