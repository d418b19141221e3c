import { estimateTokens } from './model/estimate-tokens.ts'
import type { HistoryMessage } from './ports.ts'

/** The newest messages that fit into the budget, beginning with one of the user's. The last, which is being answered, is always there. */
export function trimHistory(history: readonly HistoryMessage[], maxTokens: number): HistoryMessage[] {
  let left = maxTokens
  let start = history.length
  while (start > 0) {
    const message = history[start - 1]
    if (!message) break
    left -= tokensOf(message)
    if (left < 0 && start < history.length) break
    start -= 1
  }
  const kept = history.slice(start)
  const firstOfUser = kept.findIndex(({ role }) => role === 'user')
  return firstOfUser > 0 ? kept.slice(firstOfUser) : kept
}

function tokensOf({ text, functionCalls, files = [] }: HistoryMessage): number {
  const calls = functionCalls.reduce((sum, made) => {
    const size = estimateTokens(JSON.stringify([made.arguments, made.result ?? made.error ?? null]))
    return sum + Math.min(size, 1024) + 16
  }, 0)
  const attached = files.reduce((sum, { text }) => sum + estimateTokens(text ?? '') + 32, 0)
  return estimateTokens(text) + calls + attached + 4
}
