/** First steps that need no connection. */
export const STARTER_QUESTIONS = [
  'What can you do?',
  'Which page am I looking at?',
  'Compare CTR and conversion rate in a table',
  'What did we talk about this week?',
] as const

export const STARTER_INTRO = 'Ask in your own words, or begin with one of these.'
