import type { ReportColumn } from '@parley/contracts'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  LabelList,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { ChartTooltip } from './chart-tooltip.tsx'
import { formatDay, formatValue } from './format-value.ts'
import type { DayPoint } from './report-series.ts'

interface DayChartProps {
  points: readonly DayPoint[]
  metric: ReportColumn
  currency: string | undefined
}

const AXIS = { fill: 'var(--muted)', fontSize: 12 } as const
const DOT = { r: 3, fill: 'var(--raised)', stroke: 'var(--accent)', strokeWidth: 2 } as const
const MAX_DOTS = 14

/** Days as a line from zero, gaps left open, an unfinished day dashed; the highest and the last figure are written at their points. */
export function DayChart({ points, metric, currency }: DayChartProps) {
  const labelled = labelledDays(points)
  const dot = points.length <= MAX_DOTS ? DOT : false
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={{ top: 24, right: 20, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="day"
          tick={AXIS}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          tickMargin={8}
          minTickGap={24}
          tickFormatter={(day: string) => formatDay(day, { isShort: true })}
        />
        <YAxis
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          width="auto"
          tickCount={4}
          domain={[(low: number) => Math.min(0, low), 'auto']}
          tickFormatter={(value: number) => formatValue(value, metric, currency, { isCompact: true })}
        />
        <Tooltip
          cursor={{ stroke: 'var(--line-control)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = points.find(({ day }) => day === payload?.[0]?.payload?.day)
            if (!active || !point) return null
            const value = formatValue(point.value ?? point.unfinished, metric, currency)
            const note = point.value === null && point.unfinished !== null ? ', not over yet' : ''
            return <ChartTooltip title={formatDay(point.day)} words={`${value} ${metric.label}${note}`} />
          }}
        />
        <Area dataKey="value" fill="var(--accent)" fillOpacity={0.1} stroke="none" isAnimationActive={false} />
        <Line
          dataKey="value"
          stroke="var(--accent)"
          strokeWidth={2}
          dot={dot}
          activeDot={{ r: 4, fill: 'var(--accent)' }}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="value"
            content={({ x, y, value, index }) => (
              <PointLabel x={x} y={y} isShown={index !== undefined && labelled.has(index)}>
                {formatValue(typeof value === 'number' ? value : null, metric, currency, { isCompact: true })}
              </PointLabel>
            )}
          />
        </Line>
        <Line
          dataKey="unfinished"
          stroke="var(--accent)"
          strokeWidth={2}
          strokeDasharray="4 4"
          dot={dot}
          activeDot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  )
}

interface PointLabelProps {
  x: number | string | undefined
  y: number | string | undefined
  isShown: boolean
  children: string
}

function PointLabel({ x, y, isShown, children }: PointLabelProps) {
  if (!isShown || x === undefined || y === undefined) return null
  return (
    <text x={x} y={Number(y) - 10} textAnchor="middle" fontSize={12} fontWeight={600} fill="var(--ink)">
      {children}
    </text>
  )
}

/** The highest day and the last finished one, unless they stand so close that their figures would touch. */
function labelledDays(points: readonly DayPoint[]): Set<number> {
  const values = points.map(({ value }) => value ?? Number.NEGATIVE_INFINITY)
  const highest = values.indexOf(Math.max(...values))
  const last = points.findLastIndex(({ value }) => value !== null)
  const isFar = Math.abs(last - highest) >= points.length / 6
  return new Set(isFar ? [highest, last] : [highest])
}
