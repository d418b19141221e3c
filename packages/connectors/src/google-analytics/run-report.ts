import type { DateRange, Report } from '@parley/contracts'
import { ConnectorError } from '../connector-error.ts'
import { apiUrl } from '../http/api-url.ts'
import type { PlatformCall, ReportQuery } from '../platform.ts'
import { changesBetween } from '../report-changes.ts'
import { DIMENSIONS, METRICS } from './fields.ts'
import { buildReportRequest } from './report-request.ts'
import { columnsOf, type ReportResponse, reportResponse, rowsOf, totalsOf } from './report-response.ts'

function checkNames(query: ReportQuery, label: string): void {
  const check = (names: readonly string[], known: typeof METRICS, what: string) => {
    const unknown = names.find((name) => !known.some((field) => field.name === name))
    if (unknown === undefined) return
    const userMessage = `${label} has no ${what} “${unknown}” here. It knows: ${known.map((field) => field.name).join(', ')}.`
    throw new ConnectorError('invalid_request', label, `report: unknown ${what}`, { userMessage })
  }
  check(query.metrics, METRICS, 'metric')
  check(query.dimensions, DIMENSIONS, 'dimension')
  for (const { field, value } of query.filters) {
    if (typeof value === 'number')
      check(
        [field],
        METRICS.filter(({ name }) => query.metrics.includes(name)),
        'metric in this report',
      )
    else check([field], DIMENSIONS, 'dimension')
  }
}

/** Rows, totals and, where it is compared, the totals before: each from properties.runReport of the Data API v1beta. */
export async function runGoogleAnalyticsReport(call: PlatformCall, query: ReportQuery, label: string): Promise<Report> {
  checkNames(query, label)
  const { account, dateRange, compareTo } = query
  const url = `${apiUrl(call.endpoints, 'data')}/v1beta/properties/${encodeURIComponent(account.accountId)}:runReport`
  const fetchReport = async (asked: ReportQuery, range: DateRange): Promise<ReportResponse> => {
    const answer = await call.api.requestJson({ url, body: buildReportRequest(asked, range) })
    const parsed = reportResponse.safeParse(answer)
    if (parsed.success) return parsed.data
    throw new ConnectorError('invalid_response', label, 'report: not the shape of the Data API')
  }
  // Asked for without dimensions, where users are counted once: the totals beside rows are documented as sums. A filter on a metric is
  // one on rows, though, so then the totals are those of the rows.
  const isOnRows = query.filters.some(({ value }) => typeof value === 'number')
  const whole = isOnRows ? query : { ...query, dimensions: [] }
  const [response, wholeResponse, previous] = await Promise.all([
    fetchReport(query, dateRange),
    whole.dimensions.length < query.dimensions.length ? fetchReport(whole, dateRange) : undefined,
    compareTo && fetchReport(whole, compareTo),
  ])
  const columns = columnsOf(response)
  if (!columns || columns.length !== query.metrics.length + query.dimensions.length) {
    throw new ConnectorError('invalid_response', label, 'report: other columns than were asked for')
  }
  const totals = totalsOf(wholeResponse ?? response)
  const previousTotals = previous && totalsOf(previous)
  const sampling = [response, wholeResponse, previous].flatMap((one) => one?.metadata.samplingMetadatas ?? [])
  const currency = response.metadata.currencyCode ?? account.currency
  return {
    columns,
    rows: rowsOf(response),
    rowCount: Math.max(response.rowCount, response.rows.length),
    totals,
    ...(previousTotals && { previousTotals, changes: changesBetween(totals, previousTotals) }),
    provenance: {
      platform: 'google_analytics',
      accountId: account.accountId,
      accountName: account.name,
      dateRange,
      ...(compareTo && { compareTo }),
      timeZone: response.metadata.timeZone ?? account.timeZone,
      ...(currency && { currency }),
      fetchedAt: call.now.toISOString(),
      isSampled: sampling.length > 0,
      isSandbox: call.isSandbox,
    },
  }
}
