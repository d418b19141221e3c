import type { ReportColumn } from '@parley/contracts'
import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { formatValue } from './format-value.ts'
import type { Bar as BarData } from './report-series.ts'

interface BarsChartProps {
  bars: readonly BarData[]
  metric: ReportColumn
  currency: string | undefined
}

const NAME_WIDTH = 128
const LONGEST_NAME = 18

/** One bar each from zero, its name before it and its figure at its end. */
export function BarsChart({ bars, metric, currency }: BarsChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={[...bars]}
        layout="vertical"
        margin={{ top: 0, right: 72, bottom: 0, left: 0 }}
        barCategoryGap="28%"
        accessibilityLayer={false}
      >
        <XAxis type="number" hide domain={[(low: number) => Math.min(0, low), (high: number) => Math.max(0, high)]} />
        <YAxis
          type="category"
          dataKey="name"
          width={NAME_WIDTH}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          interval={0}
          tick={{ fill: 'var(--muted)', fontSize: 12 }}
          tickFormatter={(name: string) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name)}
        />
        <Bar dataKey="value" fill="var(--accent)" radius={[0, 4, 4, 0]} isAnimationActive={false}>
          <LabelList
            dataKey="value"
            position="right"
            fill="var(--ink)"
            fontSize={12}
            fontWeight={600}
            formatter={(value) => formatValue(typeof value === 'number' ? value : null, metric, currency)}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  )
}
