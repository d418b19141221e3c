import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createAnalyticsApp } from './analytics-app.ts'
import { dateOf, dayNumber } from './calendar.ts'
import { SANDBOX_PROPERTIES } from './properties.ts'
import { reportRequest } from './report-request.ts'
import { runReport } from './run-report.ts'
import { createVisitLog } from './visit-log.ts'

const NOW = Date.parse('2026-11-18T10:30:00Z')
const SEED = 20261121
const isSoak = process.env.PARLEY_SOAK === '1'
const visits = createVisitLog('parley', () => NOW)

const COUNTS = [
  'sessions',
  'engagedSessions',
  'totalUsers',
  'activeUsers',
  'newUsers',
  'screenPageViews',
  'keyEvents',
  'totalRevenue',
]
const SESSION_DIMENSIONS = [
  'date',
  'yearMonth',
  'sessionDefaultChannelGroup',
  'sessionSourceMedium',
  'country',
  'deviceCategory',
  'newVsReturning',
  'landingPage',
]

function report(propertyId: string, body: object) {
  const property = SANDBOX_PROPERTIES.find(({ id }) => id === propertyId)
  if (!property) throw new Error('no such property')
  return runReport(property, reportRequest.parse(body), visits, NOW)
}

function figures(result: ReturnType<typeof report>, values: { value: string }[] | undefined): Record<string, number> {
  return Object.fromEntries(result.metricHeaders.map(({ name }, index) => [name, Number(values?.[index]?.value ?? 0)]))
}

const ranges = fc
  .record({
    property: fc.constantFrom(...SANDBOX_PROPERTIES.map(({ id }) => id)),
    start: fc.integer({ min: dayNumber('2024-12-01'), max: dayNumber('2026-11-17') }),
    length: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ property, start, length }) => ({ property, startDate: dateOf(start), endDate: dateOf(start + length - 1) }))

describe('the data', () => {
  test('is a pure function of seed, property and day', () => {
    const body = {
      dateRanges: [{ startDate: '2026-10-01', endDate: '2026-10-31' }],
      dimensions: [{ name: 'date' }, { name: 'country' }],
      metrics: COUNTS.map((name) => ({ name })),
    }
    const property = SANDBOX_PROPERTIES[0]
    if (!property) throw new Error('no property')
    const again = (seed: string) =>
      runReport(
        property,
        reportRequest.parse(body),
        createVisitLog(seed, () => NOW),
        NOW,
      )
    expect(again('parley')).toEqual(report(property.id, body))
    expect(again('other')).not.toEqual(report(property.id, body))
  })

  test('adds up: rows of every dimension to the totals, days to ranges, users never more than sessions', () => {
    fc.assert(
      fc.property(ranges, fc.constantFrom(...SESSION_DIMENSIONS), ({ property, startDate, endDate }, dimension) => {
        const result = report(property, {
          dateRanges: [{ startDate, endDate }],
          dimensions: [{ name: dimension }],
          metrics: COUNTS.map((name) => ({ name })),
          metricAggregations: ['TOTAL'],
        })
        const total = figures(result, result.totals?.[0]?.metricValues)
        for (const name of [
          'sessions',
          'engagedSessions',
          'newUsers',
          'screenPageViews',
          'keyEvents',
          'totalRevenue',
        ]) {
          const sum = (result.rows ?? []).reduce((so, row) => so + (figures(result, row.metricValues)[name] ?? 0), 0)
          expect(sum).toBeCloseTo(total[name] ?? 0, 4)
        }
        const usersOfRows = (result.rows ?? []).map((row) => figures(result, row.metricValues).totalUsers ?? 0)
        expect(Math.max(0, ...usersOfRows)).toBeLessThanOrEqual(total.totalUsers ?? 0)
        expect(usersOfRows.reduce((sum, users) => sum + users, 0)).toBeGreaterThanOrEqual(total.totalUsers ?? 0)
        for (const row of [total, ...(result.rows ?? []).map(({ metricValues }) => figures(result, metricValues))]) {
          const {
            newUsers = 0,
            activeUsers = 0,
            totalUsers = 0,
            sessions = 0,
            engagedSessions = 0,
            screenPageViews = 0,
          } = row
          expect(newUsers).toBeLessThanOrEqual(activeUsers)
          expect(activeUsers).toBeLessThanOrEqual(totalUsers)
          expect(totalUsers).toBeLessThanOrEqual(sessions)
          expect(engagedSessions).toBeLessThanOrEqual(sessions)
          expect(sessions).toBeLessThanOrEqual(screenPageViews)
        }
      }),
      { numRuns: isSoak ? 2000 : 40, seed: SEED },
    )
  }, 300_000)

  test('pages: views add up, a session counts on each page it saw', () => {
    fc.assert(
      fc.property(ranges, ({ property, startDate, endDate }) => {
        const metrics = ['screenPageViews', 'keyEvents', 'totalRevenue', 'sessions'].map((name) => ({ name }))
        const dateRanges = [{ startDate, endDate }]
        const pages = report(property, {
          dateRanges,
          metrics,
          dimensions: [{ name: 'pagePath' }],
          metricAggregations: ['TOTAL'],
        })
        const total = figures(pages, pages.totals?.[0]?.metricValues)
        const sums = (pages.rows ?? []).map(({ metricValues }) => figures(pages, metricValues))
        for (const name of ['screenPageViews', 'keyEvents', 'totalRevenue']) {
          expect(sums.reduce((sum, row) => sum + (row[name] ?? 0), 0)).toBeCloseTo(total[name] ?? 0, 4)
        }
        expect(sums.reduce((sum, row) => sum + (row.sessions ?? 0), 0)).toBeGreaterThanOrEqual(total.sessions ?? 0)
      }),
      { numRuns: isSoak ? 500 : 15, seed: SEED },
    )
  }, 300_000)

  test('rates are those of their counts', () => {
    const result = report('401000001', {
      dateRanges: [{ startDate: '2026-11-09', endDate: '2026-11-15' }],
      metrics: [
        'sessions',
        'engagedSessions',
        'engagementRate',
        'bounceRate',
        'screenPageViews',
        'screenPageViewsPerSession',
      ].map((name) => ({ name })),
    })
    const row = figures(result, result.rows?.[0]?.metricValues)
    expect(row.engagementRate).toBeCloseTo((row.engagedSessions ?? 0) / (row.sessions ?? 1), 10)
    expect((row.bounceRate ?? 0) + (row.engagementRate ?? 0)).toBeCloseTo(1, 10)
    expect(row.screenPageViewsPerSession).toBeCloseTo((row.screenPageViews ?? 0) / (row.sessions ?? 1), 10)
  })

  test('looks like a shop: weekends and the season show, money is in whole units of its currency', () => {
    const year = report('401000001', {
      dateRanges: [{ startDate: '2025-01-01', endDate: '2025-12-31' }],
      dimensions: [{ name: 'date' }],
      metrics: [{ name: 'sessions' }],
    })
    const days = (year.rows ?? []).map((row) => ({
      date: row.dimensionValues[0]?.value ?? '',
      sessions: Number(row.metricValues[0]?.value),
    }))
    const mean = (of: typeof days) => of.reduce((sum, { sessions }) => sum + sessions, 0) / of.length
    const weekdayOf = (date: string) => new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`).getUTCDay()
    expect(days).toHaveLength(365)
    expect(mean(days.filter(({ date }) => weekdayOf(date) === 0))).toBeGreaterThan(
      1.08 * mean(days.filter(({ date }) => weekdayOf(date) === 2)),
    )
    expect(mean(days.filter(({ date }) => date.startsWith('202506')))).toBeGreaterThan(
      1.4 * mean(days.filter(({ date }) => date.startsWith('202512'))),
    )
    const yen = report('401000003', {
      dateRanges: [{ startDate: '2026-10-01', endDate: '2026-10-31' }],
      metrics: [{ name: 'totalRevenue' }],
    })
    expect(yen.rows?.[0]?.metricValues[0]?.value).toMatch(/^\d+$/)
    expect(yen.metadata).toEqual({ currencyCode: 'JPY', timeZone: 'Asia/Tokyo' })
  })

  test('ends with now in the property’s own zone, and begins with its first day', () => {
    const sessions = (id: string, startDate: string) => {
      const result = report(id, { dateRanges: [{ startDate, endDate: startDate }], metrics: [{ name: 'sessions' }] })
      return Number(result.rows?.[0]?.metricValues[0]?.value ?? 0)
    }
    expect(sessions('401000001', '2026-11-19')).toBe(0)
    expect(sessions('401000001', 'today')).toBeLessThan(sessions('401000001', 'yesterday'))
    // 10:30 UTC is 19:30 in Tokyo and 02:30 in Los Angeles: most of the day and next to nothing of it.
    expect(sessions('401000003', 'today') / sessions('401000003', '7daysAgo')).toBeGreaterThan(0.4)
    expect(sessions('401000002', 'today') / sessions('401000002', '7daysAgo')).toBeLessThan(0.1)
    expect(sessions('401000003', '2024-12-31')).toBe(0)
  })
})

describe('runReport', () => {
  const week = [{ startDate: '2026-11-09', endDate: '2026-11-15' }]

  test('filters, orders, limits and pages', () => {
    const result = report('401000001', {
      dateRanges: week,
      dimensions: [{ name: 'country' }, { name: 'deviceCategory' }],
      metrics: [{ name: 'sessions' }],
      dimensionFilter: {
        andGroup: {
          expressions: [
            { filter: { fieldName: 'deviceCategory', stringFilter: { value: 'MOBILE' } } },
            {
              notExpression: {
                filter: { fieldName: 'country', stringFilter: { matchType: 'BEGINS_WITH', value: 'G' } },
              },
            },
          ],
        },
      },
      orderBys: [{ dimension: { dimensionName: 'country' } }],
      limit: '2',
      offset: '1',
    })
    expect(result.rows?.map(({ dimensionValues }) => dimensionValues.map(({ value }) => value))).toEqual([
      ['France', 'mobile'],
      ['Netherlands', 'mobile'],
    ])
    expect(result.rowCount).toBe(5)
  })

  test('adds a dateRange dimension when it compares', () => {
    const result = report('401000001', {
      dateRanges: [...week, { startDate: '2026-11-02', endDate: '2026-11-08' }],
      metrics: [{ name: 'sessions' }],
    })
    expect(result.dimensionHeaders).toEqual([{ name: 'dateRange' }])
    expect(result.rows?.map((row) => row.dimensionValues[0]?.value)).toEqual(['date_range_0', 'date_range_1'])
  })
})

describe('over HTTP', () => {
  let app: ReturnType<typeof createAnalyticsApp>
  beforeAll(() => {
    app = createAnalyticsApp({
      seed: 'parley',
      requiredScope: 'read',
      now: () => NOW,
      findHolder: async (token) =>
        token === 'good'
          ? { personId: 'sandbox-anna', scopes: ['read'] }
          : token === 'narrow'
            ? { personId: 'sandbox-anna', scopes: [] }
            : null,
      voidAccessTokens: () => undefined,
      voidGrants: () => undefined,
    })
  })
  const call = async (path: string, token: string, body?: object) => {
    const response = await app.request(path, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    const answer = z.looseObject({ error: z.object({ status: z.string() }).optional() }).parse(await response.json())
    return { status: response.status, answer, retryAfter: response.headers.get('retry-after') }
  }

  test('lists what the person may read, and nothing of others', async () => {
    const { answer } = await call('/v1beta/accountSummaries', 'good')
    expect(JSON.stringify(answer)).toContain('properties/401000002')
    expect(JSON.stringify(answer)).not.toContain('401000003')
    expect((await call('/v1beta/properties/401000001', 'good')).answer).toMatchObject({
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
    })
    expect((await call('/v1beta/properties/401000003', 'good')).status).toBe(403)
    expect((await call('/v1beta/properties/401000003:runReport', 'good', {})).status).toBe(403)
  })

  test('asks for a token with the scope', async () => {
    expect((await call('/v1beta/accountSummaries', 'bad')).status).toBe(401)
    expect((await call('/v1beta/accountSummaries', 'narrow')).answer.error?.status).toBe('PERMISSION_DENIED')
  })

  test.each([
    [
      'an unknown metric',
      { dateRanges: [{ startDate: 'yesterday', endDate: 'yesterday' }], metrics: [{ name: 'love' }] },
    ],
    [
      'an unknown field',
      { dateRanges: [{ startDate: 'yesterday', endDate: 'yesterday' }], metrics: [{ name: 'sessions' }], secret: 1 },
    ],
    [
      'a date that is none',
      { dateRanges: [{ startDate: '2026-02-30', endDate: 'today' }], metrics: [{ name: 'sessions' }] },
    ],
    [
      'a range backwards',
      { dateRanges: [{ startDate: 'today', endDate: 'yesterday' }], metrics: [{ name: 'sessions' }] },
    ],
    ['nothing to report', { dateRanges: [{ startDate: 'today', endDate: 'today' }] }],
  ])('refuses %s as Google does', async (_, body) => {
    const { status, answer } = await call('/v1beta/properties/401000001:runReport', 'good', body)
    expect([status, answer.error?.status]).toEqual([400, 'INVALID_ARGUMENT'])
  })

  test.each([
    ['unauthorized', 401],
    ['rate_limited', 429],
    ['unavailable', 503],
    ['missing_scope', 403],
  ])('mode %s answers %i as often as told, then is over', async (mode, status) => {
    expect((await call('/settings', 'good', { mode, times: 2 })).status).toBe(200)
    const seen = [await call('/v1beta/accountSummaries', 'good'), await call('/v1beta/accountSummaries', 'good')]
    expect(seen.map((answer) => answer.status)).toEqual([status, status])
    expect(seen[0]?.retryAfter).toBe(mode === 'rate_limited' ? '30' : null)
    expect((await call('/v1beta/accountSummaries', 'good')).status).toBe(200)
  })

  test('settings refuse what is no JSON request', async () => {
    const response = await app.request('/settings', { method: 'POST', body: '{"mode":"unavailable"}' })
    expect(response.status).toBe(400)
  })
})
