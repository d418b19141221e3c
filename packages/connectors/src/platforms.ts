import type { PlatformName } from '@parley/contracts'
import { googleAnalytics } from './google-analytics/google-analytics.ts'
import type { Platform } from './platform.ts'

export const PLATFORM_ROWS: Readonly<Record<PlatformName, Platform>> = { google_analytics: googleAnalytics }
