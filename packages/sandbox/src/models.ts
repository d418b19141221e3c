import type { Pace } from './pace.ts'

/** What a model id stands for. All but the first exist for tests; the README says what each does. */
export interface ModelTraits {
  id: string
  /** Overrides the server's pace. */
  pace?: Pace
  isLong?: boolean
  failsInMidAnswer?: boolean
  callsMalformed?: boolean
}

export const MODELS: readonly ModelTraits[] = [
  { id: 'sandbox-marketing' },
  { id: 'sandbox-slow', pace: { firstTokenDelayMs: 1500, charactersPerSecond: 40 } },
  { id: 'sandbox-long', isLong: true },
  { id: 'sandbox-error', failsInMidAnswer: true },
  { id: 'sandbox-malformed', callsMalformed: true },
]

/** The most tokens a request may hold; more is refused as OpenAI does. */
export const CONTEXT_TOKENS = 128_000

export function findModel(id: string): ModelTraits | undefined {
  return MODELS.find((model) => model.id === id)
}
