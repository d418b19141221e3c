import { expect, test } from 'vitest'
import { formatChange, formatDay, formatRange, formatValue } from './format-value.ts'
import { reportCsv, reportFileName } from './report-csv.ts'
import { sourceWords } from './report-source.ts'
import { testReport } from './test-report.ts'

test('CSV: figures to work with, quoted texts, no formulas', () => {
  const rows = [['=1+1, "x"', 5, -2.5]]
  expect(reportCsv(testReport({ rows }))).toBe('\uFEFFDate,Sessions,Total revenue (EUR)\r\n"\'=1+1, ""x""",5,-2.5')
})

test('a file is named by what it holds', () => {
  const report = testReport({}, { accountName: 'Café/../Öl' })
  expect(reportFileName(report)).toBe('google-analytics_cafe-ol_2026-11-09_2026-11-10')
})

test('figures in the reader’s language and the account’s currency', () => {
  const metric = (unit: 'count' | 'ratio' | 'seconds' | 'currency') => ({ unit })
  expect(formatValue(1234.5, metric('count'), undefined, { locale: 'de-DE' })).toBe('1.234,5')
  expect(formatValue(0.256, metric('ratio'), undefined, { locale: 'en-US' })).toBe('25.6%')
  expect(formatValue(83, metric('seconds'), undefined, { locale: 'en-US' })).toBe('1m 23s')
  expect(formatValue(1500, metric('currency'), 'JPY', { locale: 'en-US' })).toBe('¥1,500')
  expect(formatValue(null, metric('count'))).toBe('–')
  expect(formatChange(0.1234, 'en-US')).toBe('+12.3%')
})

test('days have no zone of their own', () => {
  expect(formatDay('2026-11-09', { isShort: true, locale: 'en-US' })).toBe('Nov 9')
  expect(formatRange({ from: '2026-11-09', to: '2026-11-09' }, 'en-US')).toBe('Nov 9, 2026')
})

test('the source line says platform, account, range, zone, time and sampling', () => {
  const words = sourceWords(testReport(), 'en-US').join(' · ')
  expect(words).toMatch(
    /^Google Analytics · Nordlicht Bikes · Nov 9.*2026 · days in Europe\/Berlin · fetched Nov .* · not sampled · sandbox/,
  )
})
