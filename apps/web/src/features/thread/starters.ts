const FIRST = 'How did my site do last week?'

/** First steps: the first leads to connecting where nothing is connected, the others then need no connection. */
export function starterQuestions(isConnected: boolean): readonly string[] {
  return isConnected
    ? [
        FIRST,
        'Which channels brought my visitors last month?',
        'How is my revenue doing this month?',
        'What did we talk about this week?',
      ]
    : [FIRST, 'What can you do?', 'Compare CTR and conversion rate in a table', 'Which page am I looking at?']
}

export const STARTER_INTRO = 'Ask in your own words, or begin with one of these.'
