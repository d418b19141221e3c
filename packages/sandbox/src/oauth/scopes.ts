/** The scope Google names for reading Analytics. */
export const ANALYTICS_SCOPE = 'https://www.googleapis.com/auth/analytics.readonly'

/** The permissions a person may leave out on the consent page, in plain words. */
export const OPTIONAL_SCOPES: ReadonlyMap<string, string> = new Map([
  [ANALYTICS_SCOPE, 'See the Google Analytics data of this account. It cannot be changed or deleted.'],
])
