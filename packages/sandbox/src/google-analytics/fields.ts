import type { PageView, Session } from './visits.ts'

/** What a set of page views adds up to. Everything a metric needs and nothing that cannot be merged. */
export interface Tally {
  sessions: number
  engagedSessions: number
  sessionsWithKeyEvent: number
  seconds: number
  engagedSeconds: number
  views: number
  keyEvents: number
  transactions: number
  revenue: number
  visitors: Set<string>
  activeVisitors: Set<string>
  newVisitors: Set<string>
}

const PEOPLE = ['visitors', 'activeVisitors', 'newVisitors'] as const
const COUNTS = [
  'sessions',
  'engagedSessions',
  'sessionsWithKeyEvent',
  'seconds',
  'engagedSeconds',
  'views',
  'keyEvents',
  'transactions',
  'revenue',
] as const

export function emptyTally(): Tally {
  return {
    sessions: 0,
    engagedSessions: 0,
    sessionsWithKeyEvent: 0,
    seconds: 0,
    engagedSeconds: 0,
    views: 0,
    keyEvents: 0,
    transactions: 0,
    revenue: 0,
    visitors: new Set(),
    activeVisitors: new Set(),
    newVisitors: new Set(),
  }
}

/** Adds one session, once, with those of its page views that belong here. */
export function addSession(tally: Tally, session: Session, views: readonly PageView[]): void {
  const keyEvents = views.reduce((sum, view) => sum + view.keyEvents, 0)
  tally.sessions += 1
  tally.engagedSessions += session.isEngaged ? 1 : 0
  tally.sessionsWithKeyEvent += keyEvents > 0 ? 1 : 0
  tally.seconds += session.seconds
  tally.engagedSeconds += session.isEngaged ? session.seconds : 0
  tally.views += views.length
  tally.keyEvents += keyEvents
  for (const view of views) {
    tally.transactions += view.transactions
    tally.revenue += view.revenue
  }
  tally.visitors.add(session.visitor)
  if (session.isEngaged || session.isFirst) tally.activeVisitors.add(session.visitor)
  if (session.isFirst) tally.newVisitors.add(session.visitor)
}

/** Adds one group's tally to another's: counts are added, people are not counted twice. */
export function addTally(tally: Tally, other: Tally): void {
  for (const name of COUNTS) tally[name] += other[name]
  for (const name of PEOPLE) for (const visitor of other[name]) tally[name].add(visitor)
}

type MetricType = 'TYPE_INTEGER' | 'TYPE_FLOAT' | 'TYPE_SECONDS' | 'TYPE_CURRENCY'
interface MetricField {
  type: MetricType
  read(tally: Tally, minorUnits: number): number
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const integer = (read: (tally: Tally) => number): MetricField => ({ type: 'TYPE_INTEGER', read })
const ratio = (read: (tally: Tally) => number): MetricField => ({ type: 'TYPE_FLOAT', read })
const seconds = (read: (tally: Tally) => number): MetricField => ({ type: 'TYPE_SECONDS', read })
const money = (read: (tally: Tally) => number): MetricField => ({
  type: 'TYPE_CURRENCY',
  read: (tally, minorUnits) => read(tally) / minorUnits,
})

/** Under the names of the Data API's schema. */
export const METRIC_FIELDS: ReadonlyMap<string, MetricField> = new Map([
  ['sessions', integer((tally) => tally.sessions)],
  ['engagedSessions', integer((tally) => tally.engagedSessions)],
  ['activeUsers', integer((tally) => tally.activeVisitors.size)],
  ['totalUsers', integer((tally) => tally.visitors.size)],
  ['newUsers', integer((tally) => tally.newVisitors.size)],
  ['screenPageViews', integer((tally) => tally.views)],
  ['keyEvents', integer((tally) => tally.keyEvents)],
  ['conversions', integer((tally) => tally.keyEvents)],
  ['transactions', integer((tally) => tally.transactions)],
  ['ecommercePurchases', integer((tally) => tally.transactions)],
  ['engagementRate', ratio((tally) => share(tally.engagedSessions, tally.sessions))],
  ['bounceRate', ratio((tally) => share(tally.sessions - tally.engagedSessions, tally.sessions))],
  ['sessionKeyEventRate', ratio((tally) => share(tally.sessionsWithKeyEvent, tally.sessions))],
  ['screenPageViewsPerSession', ratio((tally) => share(tally.views, tally.sessions))],
  ['averageSessionDuration', seconds((tally) => share(tally.seconds, tally.sessions))],
  ['userEngagementDuration', seconds((tally) => tally.engagedSeconds)],
  ['totalRevenue', money((tally) => tally.revenue)],
  ['purchaseRevenue', money((tally) => tally.revenue)],
])

export const DIMENSION_FIELDS: ReadonlyMap<string, (session: Session, view: PageView) => string> = new Map([
  ['date', (session: Session) => session.date.replaceAll('-', '')],
  ['yearMonth', (session: Session) => session.date.slice(0, 7).replace('-', '')],
  ['sessionDefaultChannelGroup', (session: Session) => session.channel],
  ['sessionSourceMedium', (session: Session) => session.source],
  ['country', (session: Session) => session.country],
  ['deviceCategory', (session: Session) => session.device],
  ['newVsReturning', (session: Session) => (session.isFirst ? 'new' : 'returning')],
  ['landingPage', (session: Session) => session.views[0]?.path ?? '(not set)'],
  ['pagePath', (_: Session, view: PageView) => view.path],
])
