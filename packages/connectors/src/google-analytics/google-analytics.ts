import type { Platform } from '../platform.ts'
import { classifyGoogleError } from './classify-error.ts'
import { DIMENSIONS, METRICS } from './fields.ts'
import { listGoogleAnalyticsAccounts } from './list-accounts.ts'
import { runGoogleAnalyticsReport } from './run-report.ts'

const LABEL = 'Google Analytics'
const READ_SCOPE = 'https://www.googleapis.com/auth/analytics.readonly'

/** Google Analytics 4: OAuth as Google documents it for web servers, the Admin and Data APIs v1beta. */
export const googleAnalytics: Platform = {
  name: 'google_analytics',
  label: LABEL,
  endpoints: {
    issuer: 'https://accounts.google.com',
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
    sendsIssuer: false,
    apis: { admin: 'https://analyticsadmin.googleapis.com', data: 'https://analyticsdata.googleapis.com' },
  },
  scopes: ['openid', 'email', READ_SCOPE],
  requiredScopes: [READ_SCOPE],
  // Google gives a refresh token only to offline access, and again only after consent.
  authorizationParameters: { access_type: 'offline', prompt: 'select_account consent' },
  willRead: [
    'The names of your Google Analytics properties',
    'Their reports: visits, sources, pages, key events, revenue',
  ],
  willNever: ['Change or delete anything in Google Analytics', 'Read other Google services, such as mail or files'],
  metrics: METRICS,
  dimensions: DIMENSIONS,
  classifyError: (status, body) => classifyGoogleError(LABEL, status, body),
  listAccounts: (call) => listGoogleAnalyticsAccounts(call, LABEL),
  runReport: (call, query) => runGoogleAnalyticsReport(call, query, LABEL),
}
