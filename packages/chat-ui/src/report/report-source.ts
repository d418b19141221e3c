import type { PlatformName, Report } from '@parley/contracts'
import { formatRange } from './format-value.ts'

export const PLATFORM_NAMES: Record<PlatformName, string> = { google_analytics: 'Google Analytics' }

/** Where the figures come from: platform · account · range · zone · fetched at · sampled. */
export function sourceWords({ provenance }: Report, locale?: string): string[] {
  const { platform, accountName, dateRange, timeZone, fetchedAt, isSampled, isSandbox } = provenance
  const fetched = new Date(fetchedAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  return [
    PLATFORM_NAMES[platform],
    accountName,
    formatRange(dateRange, locale),
    `days in ${timeZone}`,
    `fetched ${fetched}`,
    isSampled ? 'sampled' : 'not sampled',
    ...(isSandbox ? ['sandbox: made-up data'] : []),
  ]
}
