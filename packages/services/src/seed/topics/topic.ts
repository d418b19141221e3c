/** One question and the answer's pieces: an answer is an opening, some of the points, and a close. */
export interface SeedExchange {
  ask: readonly string[]
  open: readonly string[]
  points: readonly string[]
  close: readonly string[]
  /** A piece of Markdown kept whole: a table, a block of copy. */
  block?: readonly string[]
  /** The answer reads a report of the connected account and quotes it. */
  report?: 'channels' | 'days' | 'pages'
}

/** What a conversation is about. The first exchange begins it; the others follow in any order. */
export interface SeedTopic {
  intent: string
  titles: readonly string[]
  first: SeedExchange
  follow: readonly SeedExchange[]
}
