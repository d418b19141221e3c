import { type FunctionCall, type Report, reportContract } from '@parley/contracts'
import { findNumbers } from './number-tokens.ts'

const EXACT_STEP = 1e-9

/** Seconds as people say them: minutes, or minutes and seconds, or hours. */
function timesOf(seconds: number): number[] {
  const whole = Math.round(seconds)
  return [
    seconds / 60,
    seconds / 3600,
    Math.floor(whole / 60),
    whole % 60,
    Math.floor(whole / 3600),
    Math.floor((whole % 3600) / 60),
  ]
}

function valuesOf(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (typeof value === 'string') return givenNumbers(value)
  if (Array.isArray(value)) return value.flatMap(valuesOf)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesOf) : []
}

function durationsOf({ columns, rows, totals, previousTotals, changes }: Report): number[] {
  return columns.flatMap(({ name, unit }, at) => {
    if (unit !== 'seconds') return []
    const all = [...rows.map((row) => row[at]), totals[name], previousTotals?.[name], changes?.[name]?.absolute]
    return all.flatMap((value) => (typeof value === 'number' ? timesOf(Math.abs(value)) : []))
  })
}

/** Every number in the result of a call that succeeded. */
export function figuresOfCall({ state, result }: FunctionCall): number[] {
  if (state !== 'succeeded') return []
  const report = reportContract.safeParse(result)
  return [...valuesOf(result), ...(report.success ? durationsOf(report.data) : [])]
}

/** The numbers somebody wrote, in every way they can be read. */
export function givenNumbers(text: string): number[] {
  return findNumbers(text).flatMap(({ readings }) => readings.map(({ value }) => value))
}

/** What one step of arithmetic makes of numbers the person gave: their own sums, shares and rates are no claim of the answer's. */
export function workedOut(given: readonly number[]): number[] {
  const some = [...new Set(given)].slice(0, 12)
  return some.flatMap((one) =>
    some.flatMap((other) => {
      const sums = [one + other, one - other, one * other]
      return other === 0
        ? sums
        : [...sums, one / other, (one / other) * 100, (one / other) * 1000, ((one - other) / other) * 100]
    }),
  )
}

/** Whether some known value would be shown as this number: rounded to its last digit, sign aside. */
export function isKnown(
  values: readonly number[],
  shown: { value: number; step: number },
  isPercent: boolean,
): boolean {
  const half = (shown.step / 2) * (1 + EXACT_STEP) + EXACT_STEP * Math.abs(shown.value)
  const fits = (value: number) => Math.abs(Math.abs(value) - shown.value) <= half
  return values.some((value) => fits(value) || (isPercent && fits(value * 100)))
}
