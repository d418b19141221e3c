import { costMicros, type ModelPrices, type ModelUsage, priceVersionOf, type TurnRound } from '@parley/assistant'
import type { MessageRecord } from '@parley/db'

interface EndedElsewhere {
  model: string
  /** The organization's own. */
  prices?: ModelPrices | undefined
  state: 'queued' | 'running' | 'awaiting_connection' | 'awaiting_approval'
  text: string
  rounds: readonly TurnRound[]
  /** What the model was shown before this answer. */
  history: readonly Pick<MessageRecord, 'text'>[]
}

/**
 * The usage of a turn whose server did not live to report it: every round that ended and the one under way sent the history once.
 * Nothing for a turn that had not begun, or was parked: its usage was recorded then.
 */
export function estimateUsage({ model, prices, state, text, rounds, history }: EndedElsewhere): ModelUsage {
  const calls = state === 'running' ? rounds.length + 1 : 0
  const shown = history.reduce((sum, message) => sum + estimateTokens(message.text), 0)
  const inputTokens = calls * shown
  const outputTokens = calls === 0 ? 0 : estimateTokens(text)
  return {
    model,
    inputTokens,
    outputTokens,
    costMicros: costMicros(model, inputTokens, outputTokens, prices),
    priceVersion: priceVersionOf(model, prices),
    isEstimated: true,
  }
}

/** The assistant's own rule of thumb: a quarter of the UTF-8 bytes. */
function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}
