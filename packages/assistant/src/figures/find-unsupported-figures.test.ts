import type { FunctionCall, Report } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { findUnsupportedFigures } from './find-unsupported-figures.ts'

const report: Report = {
  columns: [
    { name: 'date', label: 'Date', kind: 'dimension', unit: 'date' },
    { name: 'sessions', label: 'Sessions', kind: 'metric', unit: 'count' },
    { name: 'totalRevenue', label: 'Total revenue', kind: 'metric', unit: 'currency' },
    { name: 'engagementRate', label: 'Engagement rate', kind: 'metric', unit: 'ratio' },
    { name: 'averageSessionDuration', label: 'Average session duration', kind: 'metric', unit: 'seconds' },
  ],
  rows: [['2026-11-09', 1234, 45_678.9, 0.4567, 125.4]],
  rowCount: 1,
  totals: { sessions: 12_345, totalRevenue: 1_234_567.5, engagementRate: 0.4567, averageSessionDuration: 125.4 },
  previousTotals: { sessions: 11_000, totalRevenue: 1_000_000, engagementRate: 0.5, averageSessionDuration: 130 },
  changes: {
    sessions: { absolute: 1345, relative: 0.1222727273 },
    engagementRate: { absolute: -0.0433, relative: -0.0866 },
  },
  provenance: {
    platform: 'google_analytics',
    accountId: '401000001',
    accountName: 'Nordlicht Bikes',
    dateRange: { from: '2026-11-09', to: '2026-11-15' },
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    fetchedAt: '2026-11-21T10:00:00.000Z',
    isSampled: false,
    isSandbox: true,
  },
}

const call: FunctionCall = {
  id: 'c1',
  round: 0,
  textOffset: 0,
  name: 'run_report',
  arguments: {},
  result: JSON.parse(JSON.stringify(report)),
  state: 'succeeded',
}

function marked(text: string, question = 'How did my site do?', functionCalls: FunctionCall[] = [call]): string[] {
  return findUnsupportedFigures({ text, functionCalls, questions: [question] }).map(({ textOffset, length }) =>
    text.slice(textOffset, textOffset + length),
  )
}

describe('supported', () => {
  test.each([
    ['as it is', 'There were 12345 sessions.'],
    ['English', 'There were 12,345 sessions and €1,234,567.50 in revenue.'],
    ['German', 'Es waren 12.345 Sitzungen und 1.234.567,50 € Umsatz.'],
    ['French', 'Il y a eu 12 345 sessions et 1 234 567,50 € de chiffre.'],
    ['Swiss', 'CHF 1’234’567.50 and 12’345 sessions.'],
    ['Indian', 'Revenue of 12,34,567.50 in all.'],
    ['thousands', 'About 12.3k sessions, or 12k, or 12,3 Tsd.'],
    ['millions', 'About €1.23M, 1.2 million, 1,2 Mio.'],
    ['a ratio as percent', 'An engagement rate of 45.67%, so 45.7 % or 46 percent.'],
    ['a ratio as it is', 'An engagement rate of 0.457.'],
    ['the change', 'Up 12.2% (1,345 more than 11,000).'],
    ['a fall without its sign', 'The rate fell by 8.66% or −4.33 percentage points.'],
    ['a duration in seconds', 'A visit lasted 125 seconds.'],
    ['a duration in minutes', 'A visit lasted 2 min 5 s, about 2.1 minutes.'],
    ['a table', '| Sessions | **12,345** | 11,000 | +12.2 % |'],
    ['a row', 'The best day had 1,234 sessions.'],
    ['a round number of the total', 'Revenue was €45,679.'],
  ])('%s', (_, text) => {
    expect(marked(text)).toEqual([])
  })
})

describe('marked', () => {
  test.each([
    ['an invented count', 'There were 12,346 sessions.', ['12,346']],
    ['more digits than are true', 'There were 12,345.5 sessions.', ['12,345.5']],
    ['a wrong rounding', 'About 12.4k sessions.', ['12.4k']],
    ['a wrong percentage', 'Up 12.3%.', ['12.3%']],
    ['an invented small number', 'You had 7 key events.', ['7']],
    ['money nobody measured', 'It cost $99.90 a month.', ['99.90']],
    ['a German invention', 'Es waren 99.999 Sitzungen.', ['99.999']],
    ['only the wrong one of two', '12,345 sessions and 678 sales.', ['678']],
    ['a percentage that is a count elsewhere', 'A rate of 47.1 %.', ['47.1 %']],
  ])('%s', (_, text, expected) => {
    expect(marked(text)).toEqual(expected)
  })

  test('a number of a call that failed, was declined or of no call at all', () => {
    for (const state of ['failed', 'declined', 'awaiting_connection'] as const) {
      expect(marked('There were 12,345 sessions.', 'How many?', [{ ...call, state }])).toEqual(['12,345'])
    }
    expect(marked('There were 12,345 sessions.', 'How many?', [])).toEqual(['12,345'])
  })

  test('offsets are those of the text, emoji before it included', () => {
    const text = '📈 Sessions: 5,555'
    expect(findUnsupportedFigures({ text, functionCalls: [], questions: [] })).toEqual([
      { textOffset: text.indexOf('5,555'), length: 5 },
    ])
  })
})

describe('no figures', () => {
  test.each([
    ['an ISO day', 'From 2026-10-01 to 2026-10-31.'],
    ['an English date', 'On October 3, 2025 and 3rd of October, Oct 3–9, 2025.'],
    ['a German date', 'Vom 3. bis 9. Oktober 2025, also 03.10.2025.'],
    ['a French date', 'Du 3 au 9 octobre 2025.'],
    ['an American date', 'Since 10/03/2025.'],
    ['a year', 'In 2019, and again in 2030.'],
    ['a time', 'Sent at 10:30, opened by 9 am.'],
    ['list numbers', '1. First\n2) Second\n\n### 3. Third\n'],
    ['the first column of a table', '| # | What |\n|---|---|\n| 1 | Plan |\n| 2 | Build |'],
    ['constants of a formula', 'CTR = clicks ÷ impressions × 100, CPM = spend ÷ impressions × 1,000.'],
    ['ordinals', 'The 2nd and the 41st try.'],
    ['steps', 'Step 4, then Day 17.'],
    ['durations in days', 'Over 30 days, a 14-day window, 6 weeks.'],
    ['code', 'Use `?page=77` or\n```\nx = 99\n```'],
    ['links', 'See https://example.com/a/981 for more.'],
    ['names', 'GA4 and B2B in Q3.'],
  ])('%s', (_, text) => {
    expect(marked(text)).toEqual([])
  })

  test('numbers the person gave, and what they make in one step', () => {
    const question = 'What is my CPA if I spend 500 and get 25 conversions from 1,000 clicks?'
    expect(marked('You spent 500 for 25 conversions: a CPA of **20.00**, a CTR of 2.5%.', question, [])).toEqual([])
    expect(marked('A CPA of 21.', question, [])).toEqual(['21'])
  })
})
