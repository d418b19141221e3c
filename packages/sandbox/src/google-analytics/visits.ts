import { dateOf, dayNumber } from './calendar.ts'
import type { SandboxProperty } from './properties.ts'
import { pickWeighted, seededRandom } from './random.ts'

/** One page seen within a session, with what was achieved on it. `revenue` is in the currency's smallest unit. */
export interface PageView {
  path: string
  keyEvents: number
  transactions: number
  revenue: number
}

export interface Session {
  visitor: string
  isFirst: boolean
  date: string
  secondOfDay: number
  channel: string
  source: string
  country: string
  device: string
  isEngaged: boolean
  seconds: number
  views: PageView[]
}

const SOURCES: readonly (readonly [readonly [string, string], number])[] = [
  [['Organic Search', 'google / organic'], 32],
  [['Organic Search', 'bing / organic'], 4],
  [['Direct', '(direct) / (none)'], 22],
  [['Paid Search', 'google / cpc'], 16],
  [['Organic Social', 'instagram / social'], 8],
  [['Paid Social', 'facebook / paid'], 7],
  [['Email', 'newsletter / email'], 6],
  [['Referral', 'blog.example / referral'], 5],
]
const DEVICES: readonly (readonly [string, number])[] = [
  ['mobile', 58],
  ['desktop', 37],
  ['tablet', 5],
]
/** Sunday first. */
const WEEKDAY_FACTORS = [1.12, 0.98, 0.94, 0.95, 0.97, 0.99, 1.1]
const NEW_SHARE = 0.62
const LONGEST_ABSENCE_DAYS = 60

/** How many sessions a day has: trend, season, weekday and a little chance. */
export function sessionCount(seed: string, property: SandboxProperty, day: number): number {
  const age = day - dayNumber(property.since)
  if (age < 0) return 0
  const dayOfYear = day - dayNumber(`${dateOf(day).slice(0, 4)}-01-01`)
  const { peakDay, strength } = property.season
  const season = 1 + strength * Math.cos((2 * Math.PI * (dayOfYear - peakDay)) / 365.25)
  const weekday = WEEKDAY_FACTORS[new Date(day * 86_400_000).getUTCDay()] ?? 1
  const trend = 1 + 0.25 * (1 - Math.exp(-age / 500))
  const chance = 0.92 + 0.16 * seededRandom(seed, property.id, 'day', day)()
  return Math.round(property.sessionsPerDay * season * weekday * trend * chance)
}

function newVisitorCount(seed: string, property: SandboxProperty, day: number): number {
  return Math.round(sessionCount(seed, property, day) * NEW_SHARE)
}

/** A visitor is named by the day of the first visit and a number within it, so what they are needs no memory. */
function visitorTraits(seed: string, property: SandboxProperty, visitor: string) {
  const random = seededRandom(seed, property.id, 'visitor', visitor)
  return {
    country: pickWeighted(property.countries, random()),
    device: pickWeighted(DEVICES, random()),
    foundBy: pickWeighted(SOURCES, random()),
  }
}

function pickReturning(seed: string, property: SandboxProperty, day: number, random: () => number): string {
  const absence = Math.min(Math.floor(-Math.log(1 - random()) * 12), LONGEST_ABSENCE_DAYS)
  const firstDay = Math.max(day - absence, dayNumber(property.since))
  return `${firstDay}.${Math.floor(random() * newVisitorCount(seed, property, firstDay))}`
}

function seenPages(property: SandboxProperty, isEngaged: boolean, isPaid: boolean, random: () => number): PageView[] {
  const count = isEngaged ? 2 + Math.floor(-Math.log(1 - random()) * 2.2) : 1
  const views = Array.from({ length: Math.min(count, 20) }, () => ({
    path: pickWeighted(property.landingPages, random()),
    keyEvents: 0,
    transactions: 0,
    revenue: 0,
  }))
  if (isEngaged && random() < (isPaid ? 0.075 : 0.055)) {
    const revenue = Math.round(property.averageOrder * (0.4 + 1.2 * random()))
    views.push({ path: '/cart', keyEvents: 0, transactions: 0, revenue: 0 })
    views.push({ path: '/checkout/thank-you', keyEvents: 1, transactions: 1, revenue })
  } else if (isEngaged && random() < 0.04) {
    views.push({ path: '/newsletter/thank-you', keyEvents: 1, transactions: 0, revenue: 0 })
  }
  return views
}

/** All sessions of one day: a pure function of seed, property and day. */
export function sessionsOfDay(seed: string, property: SandboxProperty, day: number): Session[] {
  const random = seededRandom(seed, property.id, 'sessions', day)
  const newVisitors = newVisitorCount(seed, property, day)
  return Array.from({ length: sessionCount(seed, property, day) }, (_, index) => {
    const isFirst = index < newVisitors
    const visitor = isFirst ? `${day}.${index}` : pickReturning(seed, property, day, random)
    const { country, device, foundBy } = visitorTraits(seed, property, visitor)
    const [channel, source] = isFirst || random() < 0.5 ? foundBy : pickWeighted(SOURCES, random())
    const isEngaged = random() < (device === 'mobile' ? 0.55 : 0.67)
    const views = seenPages(property, isEngaged, channel.startsWith('Paid'), random)
    const seconds = isEngaged ? 15 + Math.round(views.length * 42 * (0.5 + random())) : Math.round(random() * 9)
    const secondOfDay = Math.min(
      86_399,
      Math.floor(86_400 * (0.25 + 0.75 * Math.sqrt(random())) * (0.8 + 0.2 * random())),
    )
    return {
      visitor,
      isFirst,
      date: dateOf(day),
      secondOfDay,
      channel,
      source,
      country,
      device,
      isEngaged,
      seconds,
      views,
    }
  })
}
