import { clock, dayStart } from '@parley/assistant'
import { type AppError, QuotaError } from '../errors.ts'

/** A person's allowance as their record keeps it; whole micro-US-dollars. */
export interface Allowance {
  monthlyAllowanceMicros: number
  spendRemainingMicros: number
  lastResetAt: Date
}

/** The calendar month, in UTC, that a moment lies in: `from` inclusive, `to` exclusive. */
export function monthOf(at: Date): { from: Date; to: Date } {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return { from: new Date(Date.UTC(year, month)), to: new Date(Date.UTC(year, month + 1)) }
}

/** The same as a clock in a time zone has it; UTC where the zone is not known. `renewedOn`: the first day of the next (YYYY-MM-DD). */
export function localMonthOf(at: Date, timeZone: string): { from: Date; to: Date; renewedOn: string } {
  const [year = 1970, month = 1] = clock(at, timeZone).date.split('-').map(Number)
  const firstOf = (index: number) => new Date(Date.UTC(year, index)).toISOString().slice(0, 10)
  const [first, renewedOn] = [firstOf(month - 1), firstOf(month)]
  const utc = monthOf(at)
  return { from: dayStart(first, timeZone) ?? utc.from, to: dayStart(renewedOn, timeZone) ?? utc.to, renewedOn }
}

/** What may still be spent this month; a month that has seen no charge yet has the whole allowance. */
export function remainingMicros(allowance: Allowance, at: Date): number {
  return allowance.lastResetAt < monthOf(at).from ? allowance.monthlyAllowanceMicros : allowance.spendRemainingMicros
}

/** Why nothing more may be asked, or null. An answer under way is never cut off, so the last one may go below zero. */
export function allowanceRefusal(allowance: Allowance, at: Date): AppError | null {
  if (remainingMicros(allowance, at) > 0) return null
  const dollars = allowance.monthlyAllowanceMicros / 1_000_000
  const renewal = monthOf(at).to.toISOString().slice(0, 10)
  return new QuotaError(
    'The monthly allowance is spent',
    `This month's allowance of $${dollars} is used up. It is renewed on ${renewal}; until then your conversations stay readable.`,
  )
}
