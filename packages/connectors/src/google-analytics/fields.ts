import type { ReportUnit } from '@parley/contracts'
import type { DimensionDescription, MetricDescription } from '../platform.ts'

type Row = readonly [name: string, label: string, unit: ReportUnit, description: string]

const describe = ([name, label, unit, description]: Row) => ({ name, label, unit, description })

const METRIC_ROWS: readonly Row[] = [
  ['sessions', 'Sessions', 'count', 'Visits to the site or app.'],
  [
    'engagedSessions',
    'Engaged sessions',
    'count',
    'Visits of ten seconds or more, with a key event, or with two pages or more.',
  ],
  ['activeUsers', 'Active users', 'count', 'Different people with an engaged or a first visit.'],
  ['totalUsers', 'Total users', 'count', 'Different people in all.'],
  ['newUsers', 'New users', 'count', 'People who came for the first time.'],
  ['screenPageViews', 'Views', 'count', 'Pages and screens seen, repeats included.'],
  ['screenPageViewsPerSession', 'Views per session', 'count', 'Views divided by sessions.'],
  ['engagementRate', 'Engagement rate', 'ratio', 'The share of sessions that were engaged.'],
  ['bounceRate', 'Bounce rate', 'ratio', 'The share of sessions that were not engaged.'],
  ['averageSessionDuration', 'Average session duration', 'seconds', 'How long a visit lasted on average.'],
  ['userEngagementDuration', 'Engagement time', 'seconds', 'How long the site was in the foreground, summed.'],
  [
    'keyEvents',
    'Key events',
    'count',
    'Events marked as important, such as purchases and sign-ups; formerly conversions.',
  ],
  ['sessionKeyEventRate', 'Session key event rate', 'ratio', 'The share of sessions with a key event.'],
  ['transactions', 'Transactions', 'count', 'Completed purchases.'],
  ['totalRevenue', 'Total revenue', 'currency', 'Revenue from purchases, subscriptions and ads.'],
  ['purchaseRevenue', 'Purchase revenue', 'currency', 'Revenue from purchases.'],
]

const DIMENSION_ROWS: readonly Row[] = [
  ['date', 'Date', 'date', 'The day of the visit.'],
  ['yearMonth', 'Month', 'text', 'The month of the visit, as YYYY-MM.'],
  [
    'sessionDefaultChannelGroup',
    'Channel',
    'text',
    'How the visit came about: Organic Search, Paid Search, Direct, Email, …',
  ],
  ['sessionSourceMedium', 'Source / medium', 'text', 'Where the visit came from, such as google / organic.'],
  ['country', 'Country', 'text', 'Where the visitor was.'],
  ['deviceCategory', 'Device', 'text', 'desktop, mobile or tablet.'],
  ['newVsReturning', 'New or returning', 'text', 'Whether the person had been there before.'],
  ['landingPage', 'Landing page', 'text', 'The first page of the visit.'],
  ['pagePath', 'Page', 'text', 'The path of a page that was seen.'],
]

/** What reports.run may ask of Google Analytics, under the names of its Data API. */
export const METRICS: readonly MetricDescription[] = METRIC_ROWS.map(describe)
export const DIMENSIONS: readonly DimensionDescription[] = DIMENSION_ROWS.map(describe)
