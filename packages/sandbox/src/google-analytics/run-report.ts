import { localClock } from './calendar.ts'
import { addSession, addTally, DIMENSION_FIELDS, emptyTally, METRIC_FIELDS, type Tally } from './fields.ts'
import { matches } from './filters.ts'
import { GoogleError } from './google-error.ts'
import type { SandboxProperty } from './properties.ts'
import type { ReportRequest } from './report-request.ts'
import { resolveDay, type VisitLog } from './visit-log.ts'
import type { PageView, Session } from './visits.ts'

interface Group {
  dimensions: string[]
  tally: Tally
}

function dimensionField(name: string) {
  const read = DIMENSION_FIELDS.get(name)
  if (!read) throw new GoogleError('INVALID_ARGUMENT', `Field ${name} is not a valid dimension.`)
  return read
}

function metricField(name: string) {
  const field = METRIC_FIELDS.get(name)
  if (!field) throw new GoogleError('INVALID_ARGUMENT', `Field ${name} is not a valid metric.`)
  return field
}

function formatMetric(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(12)))
}

/** Groups the page views that pass the filter; a session counts once in every group it touches. */
function group(sessions: Session[], request: ReportRequest): { groups: Group[]; whole: Tally } {
  const readers = request.dimensions.map(({ name }) => dimensionField(name))
  const groups = new Map<string, Group>()
  const whole = emptyTally()
  for (const session of sessions) {
    const passing = session.views.filter((view) =>
      matches(request.dimensionFilter, (field) => dimensionField(field)(session, view)),
    )
    if (passing.length === 0) continue
    addSession(whole, session, passing)
    const touched = new Map<string, { dimensions: string[]; views: PageView[] }>()
    for (const view of passing) {
      const dimensions = readers.map((read) => read(session, view))
      const key = dimensions.join('\u0000')
      const entry = touched.get(key) ?? { dimensions, views: [] }
      entry.views.push(view)
      touched.set(key, entry)
    }
    for (const [key, { dimensions, views }] of touched) {
      const entry = groups.get(key) ?? { dimensions, tally: emptyTally() }
      addSession(entry.tally, session, views)
      groups.set(key, entry)
    }
  }
  return { groups: [...groups.values()], whole }
}

/** Of the rows that passed a metric filter, which is one on rows. */
function sumOf(groups: readonly Group[]): Tally {
  const sum = emptyTally()
  for (const { tally } of groups) addTally(sum, tally)
  return sum
}

function compareBy(request: ReportRequest, minorUnits: number) {
  const first = request.metrics[0]
  const orders =
    request.orderBys.length > 0 ? request.orderBys : first ? [{ metric: { metricName: first.name }, desc: true }] : []
  return (left: Group, right: Group) => {
    for (const order of orders) {
      const sign = order.desc ? -1 : 1
      if (order.metric) {
        const { read } = metricField(order.metric.metricName)
        const difference = read(left.tally, minorUnits) - read(right.tally, minorUnits)
        if (difference !== 0) return sign * difference
      }
      const dimension = 'dimension' in order ? order.dimension : undefined
      if (!dimension) continue
      const index = request.dimensions.findIndex(({ name }) => name === dimension.dimensionName)
      const [a = '', b = ''] = [left.dimensions[index], right.dimensions[index]]
      if (a !== b) return sign * (dimension.orderType === 'NUMERIC' ? Number(a) - Number(b) : a < b ? -1 : 1)
    }
    return left.dimensions.join() < right.dimensions.join() ? -1 : 1
  }
}

/** properties.runReport of the Data API v1beta. With several ranges a `dateRange` dimension is added at the end, as there. */
export function runReport(property: SandboxProperty, request: ReportRequest, visits: VisitLog, now: number) {
  const metrics = request.metrics.map(({ name }) => ({ name, ...metricField(name) }))
  if (metrics.length + request.dimensions.length === 0) {
    throw new GoogleError('INVALID_ARGUMENT', 'A report needs a dimension or a metric.')
  }
  const { day: today } = localClock(now, property.timeZone)
  const isCompared = request.dateRanges.length > 1
  const valuesOf = (tally: Tally) =>
    metrics.map(({ read }) => ({ value: formatMetric(read(tally, property.minorUnits)) }))

  const ranges = request.dateRanges.map(({ startDate, endDate, name }, index) => {
    const [from, to] = [resolveDay(startDate, today), resolveDay(endDate, today)]
    if (from > to)
      throw new GoogleError('INVALID_ARGUMENT', `The end date ${endDate} is before the start date ${startDate}.`)
    const label = isCompared ? [name ?? `date_range_${index}`] : []
    const { groups, whole } = group(visits.sessions(property, from, to), request)
    const kept = groups
      .filter(({ tally }) =>
        matches(request.metricFilter, (field) => metricField(field).read(tally, property.minorUnits)),
      )
      .sort(compareBy(request, property.minorUnits))
    const rows = kept.map(({ dimensions, tally }) => ({
      dimensionValues: [...dimensions, ...label].map((value) => ({ value })),
      metricValues: valuesOf(tally),
    }))
    const total = {
      dimensionValues: [...request.dimensions.map(() => 'RESERVED_TOTAL'), ...label].map((value) => ({ value })),
      metricValues: valuesOf(request.metricFilter ? sumOf(kept) : whole),
    }
    return { rows, total }
  })
  const rows = ranges.flatMap((range) => range.rows)
  const totals = ranges.map((range) => range.total)
  return {
    dimensionHeaders: [...request.dimensions, ...(isCompared ? [{ name: 'dateRange' }] : [])],
    metricHeaders: metrics.map(({ name, type }) => ({ name, type })),
    ...(rows.length > 0 && { rows: rows.slice(request.offset, request.offset + request.limit) }),
    ...(request.metricAggregations.includes('TOTAL') && rows.length > 0 && { totals }),
    ...(rows.length > 0 && { rowCount: rows.length }),
    metadata: { currencyCode: property.currencyCode, timeZone: property.timeZone },
    ...(request.returnPropertyQuota && {
      propertyQuota: {
        tokensPerDay: { consumed: 1, remaining: 199_999 },
        tokensPerHour: { consumed: 1, remaining: 39_999 },
      },
    }),
    kind: 'analyticsData#runReport',
  }
}
