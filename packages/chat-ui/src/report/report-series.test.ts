import { describe, expect, test } from 'vitest'
import { barSeries, chartKind, daySeries, reportLimits } from './report-series.ts'
import { testReport } from './test-report.ts'

const named = (day: string) => day

describe('days', () => {
  test('a day the platform left out is a gap, not a zero', () => {
    const report = testReport(
      {
        rows: [
          ['2026-11-09', 120, 1],
          ['2026-11-11', 80, 1],
        ],
      },
      { dateRange: { from: '2026-11-09', to: '2026-11-11' } },
    )
    expect(daySeries(report, 'sessions').map(({ value }) => value)).toEqual([120, null, 80])
    expect(reportLimits(report, named)).toEqual(['1 day has no data.'])
  })

  test('the day that was not over in the account’s zone is dashed from the day before, and days to come are not drawn', () => {
    const report = testReport(
      {},
      { dateRange: { from: '2026-11-09', to: '2026-11-15' }, fetchedAt: '2026-11-09T23:30:00.000Z' },
    )
    expect(daySeries(report, 'sessions')).toEqual([
      { day: '2026-11-09', value: 120, unfinished: 120 },
      { day: '2026-11-10', value: null, unfinished: 80 },
    ])
    expect(reportLimits(report, named)).toEqual(['2026-11-10 was not over yet, so its figures will still grow.'])
  })
})

test('one dimension is drawn, more are for the table', () => {
  const { columns } = testReport()
  const channel = { name: 'channel', label: 'Channel', kind: 'dimension', unit: 'text' } as const
  expect(chartKind(testReport())).toBe('days')
  expect(chartKind(testReport({ columns: [channel, ...columns.slice(1)] }))).toBe('bars')
  expect(chartKind(testReport({ columns: [channel, ...columns] }))).toBeNull()
  expect(chartKind(testReport({ columns: columns.slice(1) }))).toBeNull()
})

test('bars keep the platform’s order, name what has no name and leave out what has no figure', () => {
  const rows = [
    ['Direct', 5, 1],
    ['', 3, 1],
    ['Mail', null, 1],
  ]
  expect(barSeries(testReport({ rows }), 'sessions')).toEqual([
    { name: 'Direct', value: 5 },
    { name: '(not set)', value: 3 },
  ])
})

test('rows that were left out and sampling are said', () => {
  expect(reportLimits(testReport({ rowCount: 40 }, { isSampled: true }), named)).toEqual([
    'The first 2 of 40 rows.',
    'Sampled: the platform worked these out from a part of the data.',
  ])
})
