import { dateOf, dayNumber, localClock } from './calendar.ts'
import { GoogleError } from './google-error.ts'
import type { SandboxProperty } from './properties.ts'
import { type Session, sessionsOfDay } from './visits.ts'

const CACHED_DAYS = 1_000

/** Days already made up, so that asking again is quick. They could be made again at any time. */
export interface VisitLog {
  /** All sessions from the first to the last day, both included, that have begun by now. */
  sessions(property: SandboxProperty, from: number, to: number): Session[]
}

export function createVisitLog(seed: string, now: () => number): VisitLog {
  const cache = new Map<string, Session[]>()
  const dayOf = (property: SandboxProperty, day: number) => {
    const key = `${property.id}:${day}`
    const known = cache.get(key)
    if (known) return known
    const made = sessionsOfDay(seed, property, day)
    cache.set(key, made)
    const oldest = cache.size > CACHED_DAYS ? cache.keys().next().value : undefined
    if (oldest !== undefined) cache.delete(oldest)
    return made
  }
  return {
    sessions(property, from, to) {
      const today = localClock(now(), property.timeZone)
      const found: Session[] = []
      for (let day = Math.max(from, dayNumber(property.since)); day <= Math.min(to, today.day); day++) {
        for (const session of dayOf(property, day)) {
          if (day < today.day || session.secondOfDay <= today.second) found.push(session)
        }
      }
      return found
    },
  }
}

/** YYYY-MM-DD, `today`, `yesterday` or `NdaysAgo` in the property's zone, as a day number. */
export function resolveDay(text: string, today: number): number {
  if (text === 'today') return today
  if (text === 'yesterday') return today - 1
  const ago = /^(\d{1,5})daysAgo$/.exec(text)
  if (ago) return today - Number(ago[1])
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayNumber(text) : Number.NaN
  if (Number.isNaN(day) || dateOf(day) !== text) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Invalid date: ${text}. Dates are YYYY-MM-DD, NdaysAgo, yesterday or today.`,
    )
  }
  return day
}
