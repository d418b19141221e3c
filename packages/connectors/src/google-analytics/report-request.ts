import type { DateRange, ReportFilter } from '@parley/contracts'
import type { ReportQuery } from '../platform.ts'

/** More rows than anyone reads in a conversation; rowCount says how many there are. */
export const MAX_ROWS = 1_000

const MATCH_TYPES: Partial<Record<ReportFilter['operator'], string>> = {
  equals: 'EXACT',
  not_equals: 'EXACT',
  contains: 'CONTAINS',
  begins_with: 'BEGINS_WITH',
}

function expressionOf({ field, operator, value }: ReportFilter): object {
  if (typeof value === 'number') {
    const operation = operator === 'less_than' ? 'LESS_THAN' : 'GREATER_THAN'
    return { filter: { fieldName: field, numericFilter: { operation, value: { doubleValue: value } } } }
  }
  const filter = { fieldName: field, stringFilter: { matchType: MATCH_TYPES[operator], value, caseSensitive: false } }
  return operator === 'not_equals' ? { notExpression: { filter } } : { filter }
}

function allOf(filters: readonly ReportFilter[]) {
  return filters.length === 0 ? undefined : { andGroup: { expressions: filters.map(expressionOf) } }
}

function orderOf({ metrics, dimensions }: Pick<ReportQuery, 'metrics' | 'dimensions'>) {
  const [first] = dimensions
  if (first === 'date' || first === 'yearMonth') return [{ dimension: { dimensionName: first } }]
  return first === undefined ? undefined : [{ metric: { metricName: metrics[0] }, desc: true }]
}

/** The body of properties.runReport (Data API v1beta) for one date range: days in order, everything else by the first metric, largest first. */
export function buildReportRequest(
  query: Pick<ReportQuery, 'metrics' | 'dimensions' | 'filters'>,
  range: DateRange,
): Record<string, unknown> {
  const isOnMetric = ({ field }: ReportFilter) => query.metrics.includes(field)
  return {
    dateRanges: [{ startDate: range.from, endDate: range.to }],
    dimensions: query.dimensions.map((name) => ({ name })),
    metrics: query.metrics.map((name) => ({ name })),
    dimensionFilter: allOf(query.filters.filter((filter) => !isOnMetric(filter))),
    metricFilter: allOf(query.filters.filter(isOnMetric)),
    orderBys: orderOf(query),
    metricAggregations: ['TOTAL'],
    limit: String(MAX_ROWS),
  }
}
