/** First steps that need no connection: what this assistant can answer. */
export const STARTER_QUESTIONS = [
  'What can you help me with?',
  'What am I looking at on this page?',
  'How is return on ad spend worked out? Show it as a table.',
  'Which conversations did I have this week?',
] as const

export const STARTER_INTRO = 'Ask in your own words. Each answer says what it was based on, and you can rate it.'
