import { reportContract } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { ConnectorError } from '../connector-error.ts'
import { changesBetween } from '../report-changes.ts'
import { googleAnalytics } from './google-analytics.ts'
import { listGoogleAnalyticsAccounts } from './list-accounts.ts'
import { buildReportRequest } from './report-request.ts'
import { runGoogleAnalyticsReport } from './run-report.ts'

const account = { accountId: '213025502', name: 'Merch Store', currency: 'EUR', timeZone: 'Europe/Paris' }
const week = { from: '2026-11-09', to: '2026-11-15' }
const before = { from: '2026-11-02', to: '2026-11-08' }

/** Answers requests from a list, in order, and keeps what was asked. */
function callWith(...answers: unknown[]) {
  const asked: { url: string; body?: object }[] = []
  const api = {
    requestJson: async (request: { url: string; body?: object }) => {
      asked.push(request)
      return answers[asked.length - 1]
    },
  }
  const now = new Date('2026-11-18T10:30:00Z')
  return { asked, call: { api, endpoints: googleAnalytics.endpoints, isSandbox: false, now } }
}

/** As the Data API v1beta writes it: figures are strings, headers carry types, what is empty is left out. */
const byChannel = {
  dimensionHeaders: [{ name: 'sessionDefaultChannelGroup' }],
  metricHeaders: [
    { name: 'sessions', type: 'TYPE_INTEGER' },
    { name: 'engagementRate', type: 'TYPE_FLOAT' },
    { name: 'averageSessionDuration', type: 'TYPE_SECONDS' },
    { name: 'totalRevenue', type: 'TYPE_CURRENCY' },
  ],
  rows: [
    {
      dimensionValues: [{ value: 'Organic Search' }],
      metricValues: [
        { value: '1204' },
        { value: '0.61046511627906974' },
        { value: '142.03519375' },
        { value: '8450.5' },
      ],
    },
    {
      dimensionValues: [{ value: '(not set)' }],
      metricValues: [{ value: '3' }, { value: '0' }, { value: '0.4' }, { value: '0' }],
    },
  ],
  totals: [
    {
      dimensionValues: [{ value: 'RESERVED_TOTAL' }],
      metricValues: [{ value: '9999' }, { value: '0.61' }, { value: '142.4' }, { value: '9999' }],
    },
  ],
  rowCount: 2,
  metadata: { currencyCode: 'EUR', timeZone: 'Europe/Paris' },
  kind: 'analyticsData#runReport',
}
const weekTotals = {
  metricHeaders: byChannel.metricHeaders,
  rows: [{ metricValues: [{ value: '1207' }, { value: '0.60894780' }, { value: '141.68' }, { value: '8450.5' }] }],
  rowCount: 1,
  metadata: byChannel.metadata,
  kind: 'analyticsData#runReport',
}
const beforeTotals = {
  metricHeaders: byChannel.metricHeaders,
  rows: [{ metricValues: [{ value: '1100' }, { value: '0.65' }, { value: '150' }, { value: '0' }] }],
  rowCount: 1,
  metadata: {
    currencyCode: 'EUR',
    timeZone: 'Europe/Paris',
    samplingMetadatas: [{ samplesReadCount: '500000', samplingSpaceSize: '1200000' }],
  },
  kind: 'analyticsData#runReport',
}
const query = {
  account,
  metrics: ['sessions', 'engagementRate', 'averageSessionDuration', 'totalRevenue'],
  dimensions: ['sessionDefaultChannelGroup'],
  dateRange: week,
  filters: [],
}
const run = (answers: unknown[], change: object = {}) => {
  const { call, asked } = callWith(...answers)
  return { asked, report: runGoogleAnalyticsReport(call, { ...query, ...change }, 'Google Analytics') }
}

describe('what Google answers becomes a Report', () => {
  test('with rows, the platform’s own totals, and what sampling of either range means', async () => {
    const { asked, report } = run([byChannel, weekTotals, beforeTotals], { compareTo: before })
    const result = await report
    expect(reportContract.parse(result)).toEqual(result)
    expect(asked.map(({ url }) => url)).toEqual(
      Array(3).fill('https://analyticsdata.googleapis.com/v1beta/properties/213025502:runReport'),
    )
    expect(result.rows).toEqual([
      ['Organic Search', 1204, 0.6104651162790697, 142.03519375, 8450.5],
      ['(not set)', 3, 0, 0.4, 0],
    ])
    expect(result.totals).toEqual({
      sessions: 1207,
      engagementRate: 0.6089478,
      averageSessionDuration: 141.68,
      totalRevenue: 8450.5,
    })
    expect(result.previousTotals).toEqual({
      sessions: 1100,
      engagementRate: 0.65,
      averageSessionDuration: 150,
      totalRevenue: 0,
    })
    expect(result.changes?.sessions).toEqual({ absolute: 107, relative: 0.0972727273 })
    expect(result.changes?.engagementRate).toEqual({ absolute: -0.0410522, relative: -0.0631572308 })
    expect(result.changes?.totalRevenue).toEqual({ absolute: 8450.5, relative: null })
    expect(result.provenance).toMatchObject({
      isSampled: true,
      isSandbox: false,
      currency: 'EUR',
      timeZone: 'Europe/Paris',
    })
  })

  test('a property in another currency and zone than was known says so itself', async () => {
    const moved = { ...byChannel, metadata: { currencyCode: 'CHF', timeZone: 'Europe/Zurich' } }
    expect((await run([moved, weekTotals]).report).provenance).toMatchObject({
      currency: 'CHF',
      timeZone: 'Europe/Zurich',
    })
  })

  test('days and months are written as such', async () => {
    const headers = { metricHeaders: [{ name: 'sessions', type: 'TYPE_INTEGER' }], metadata: {} }
    const rowOf = (value: string) => [{ dimensionValues: [{ value }], metricValues: [{ value: '5' }] }]
    const totalOfDays = { ...headers, rows: [{ metricValues: [{ value: '5' }] }], rowCount: 1 }
    const days = { ...headers, dimensionHeaders: [{ name: 'date' }], rows: rowOf('20261109'), rowCount: 1 }
    const months = { ...headers, dimensionHeaders: [{ name: 'yearMonth' }], rows: rowOf('202611'), rowCount: 1 }
    expect((await run([days, totalOfDays], { metrics: ['sessions'], dimensions: ['date'] }).report).rows).toEqual([
      ['2026-11-09', 5],
    ])
    expect(
      (await run([months, totalOfDays], { metrics: ['sessions'], dimensions: ['yearMonth'] }).report).rows,
    ).toEqual([['2026-11', 5]])
  })

  test('nothing at all is zero visits and money, but no rate', async () => {
    const { dimensionHeaders, metricHeaders, metadata, kind } = byChannel
    const empty = { metricHeaders, metadata, kind }
    const result = await run([{ dimensionHeaders, ...empty }, empty]).report
    expect(result).toMatchObject({ rows: [], rowCount: 0 })
    expect(result.totals).toEqual({ sessions: 0, engagementRate: null, averageSessionDuration: null, totalRevenue: 0 })
  })

  test('without dimensions the one row is the totals', async () => {
    const result = await run([{ ...beforeTotals, dimensionHeaders: undefined }], { dimensions: [] }).report
    expect(result.totals.sessions).toBe(1100)
    expect(result.rows).toEqual([[1100, 0.65, 150, 0]])
  })

  test('a filter on a metric keeps the totals of the rows that passed', async () => {
    const filters = [{ field: 'sessions', operator: 'greater_than', value: 2 }]
    const { asked, report } = run([byChannel, byChannel], { filters, compareTo: before })
    expect((await report).totals.sessions).toBe(9999)
    expect(asked.map(({ body }) => body)).toEqual([
      expect.objectContaining({ dimensions: [{ name: 'sessionDefaultChannelGroup' }] }),
      expect.objectContaining({ dimensions: [{ name: 'sessionDefaultChannelGroup' }] }),
    ])
  })

  test('more rows than fit are counted', async () => {
    expect((await run([{ ...byChannel, rowCount: 48_213 }, weekTotals]).report).rowCount).toBe(48_213)
  })

  test.each([
    ['HTML', '<html>'],
    ['rows that are none', { ...byChannel, rows: 'many' }],
    ['a column nobody asked for', { ...byChannel, metricHeaders: [...byChannel.metricHeaders, { name: 'surprise' }] }],
    ['a column missing', { ...byChannel, metricHeaders: byChannel.metricHeaders.slice(1) }],
  ])('%s is refused', async (_, answer) => {
    const error = await run([answer, weekTotals]).report.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConnectorError)
    expect(error).toMatchObject({ kind: 'invalid_response' })
  })

  test.each([
    ['a metric', { metrics: ['sessions', 'cost'] }],
    ['a dimension', { dimensions: ['userAge'] }],
    ['a filter on an unknown dimension', { filters: [{ field: 'userAge', operator: 'equals', value: '30' }] }],
    ['a filter on a metric not asked for', { filters: [{ field: 'newUsers', operator: 'less_than', value: 3 }] }],
  ])('%s that is not in the catalogue is never asked for', async (_, change) => {
    const { asked, report } = run([byChannel], change)
    await expect(report).rejects.toMatchObject({
      kind: 'invalid_request',
      userMessage: expect.stringMatching(/It knows: \w+/),
    })
    expect(asked).toEqual([])
  })
})

describe('the request', () => {
  test('is what properties.runReport takes', () => {
    const request = buildReportRequest(
      {
        metrics: ['sessions', 'totalRevenue'],
        dimensions: ['country'],
        filters: [
          { field: 'country', operator: 'contains', value: 'land' },
          { field: 'pagePath', operator: 'not_equals', value: '/' },
          { field: 'sessions', operator: 'greater_than', value: 10 },
        ],
      },
      week,
    )
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      dateRanges: [{ startDate: '2026-11-09', endDate: '2026-11-15' }],
      dimensions: [{ name: 'country' }],
      metrics: [{ name: 'sessions' }, { name: 'totalRevenue' }],
      dimensionFilter: {
        andGroup: {
          expressions: [
            {
              filter: {
                fieldName: 'country',
                stringFilter: { matchType: 'CONTAINS', value: 'land', caseSensitive: false },
              },
            },
            {
              notExpression: {
                filter: {
                  fieldName: 'pagePath',
                  stringFilter: { matchType: 'EXACT', value: '/', caseSensitive: false },
                },
              },
            },
          ],
        },
      },
      metricFilter: {
        andGroup: {
          expressions: [
            {
              filter: {
                fieldName: 'sessions',
                numericFilter: { operation: 'GREATER_THAN', value: { doubleValue: 10 } },
              },
            },
          ],
        },
      },
      orderBys: [{ metric: { metricName: 'sessions' }, desc: true }],
      metricAggregations: ['TOTAL'],
      limit: '1000',
    })
  })

  test('puts days in order', () => {
    expect(
      buildReportRequest({ metrics: ['sessions'], dimensions: ['date', 'country'], filters: [] }, week).orderBys,
    ).toEqual([{ dimension: { dimensionName: 'date' } }])
  })
})

test('accounts are read page by page', async () => {
  const summary = (account_: number, ...properties: number[]) => ({
    name: `accountSummaries/${account_}`,
    account: `accounts/${account_}`,
    displayName: `Account ${account_}`,
    propertySummaries: properties.map((id) => ({
      property: `properties/${id}`,
      displayName: `P${id}`,
      propertyType: 'PROPERTY_TYPE_ORDINARY',
    })),
  })
  const property = (id: number) => ({
    name: `properties/${id}`,
    displayName: `Property ${id}`,
    currencyCode: 'SEK',
    timeZone: 'Europe/Stockholm',
  })
  const { call, asked } = callWith(
    {
      accountSummaries: [
        summary(1, 11, 12),
        { name: 'accountSummaries/2', account: 'accounts/2', displayName: 'Empty' },
      ],
      nextPageToken: 'more',
    },
    { accountSummaries: [summary(3, 31)] },
    property(11),
    property(12),
    property(31),
  )
  const accounts = await listGoogleAnalyticsAccounts(call, 'Google Analytics')
  expect(accounts).toEqual([
    { accountId: '11', name: 'Property 11', managerId: '1', currency: 'SEK', timeZone: 'Europe/Stockholm' },
    { accountId: '12', name: 'Property 12', managerId: '1', currency: 'SEK', timeZone: 'Europe/Stockholm' },
    { accountId: '31', name: 'Property 31', managerId: '3', currency: 'SEK', timeZone: 'Europe/Stockholm' },
  ])
  expect(asked[1]?.url).toContain('pageToken=more')
  expect(asked[2]?.url).toBe('https://analyticsadmin.googleapis.com/v1beta/properties/11')
})

test.each([
  [{ a: 3 }, { a: 2 }, { a: { absolute: 1, relative: 0.5 } }],
  [{ a: 0.3 }, { a: 0.1 }, { a: { absolute: 0.2, relative: 2 } }],
  [{ a: 5 }, { a: 0 }, { a: { absolute: 5, relative: null } }],
  [{ a: 5 }, { a: -10 }, { a: { absolute: 15, relative: 1.5 } }],
  [{ a: null }, { a: 1 }, {}],
  [{ a: 1 }, {}, {}],
])('changes from %j, before %j, are %j', (totals, previous, changes) => {
  expect(changesBetween(totals, previous)).toEqual(changes)
})
