const WORDS: Record<string, string> = {
  'https://www.googleapis.com/auth/analytics.readonly': 'See Google Analytics data',
  openid: 'Know which sign-in this is',
  email: 'See the sign-in’s e-mail address',
  profile: 'See the sign-in’s name',
}

/** What a scope allows, in plain words; its own name where it is not known here. */
export function scopeWords(scope: string): string {
  return WORDS[scope] ?? scope
}
