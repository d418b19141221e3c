import type { FunctionCall } from '@parley/contracts'
import { cutResult } from './functions/cut-result.ts'
import { fitFiles, withFiles } from './history-files.ts'
import type { ModelMessage } from './model/model-client.ts'
import type { HistoryMessage, TurnMaterial, TurnRound } from './ports.ts'
import { CONTINUE_PROMPT, HOUSE_RULES } from './prompt-rules.ts'
import { trimHistory } from './trim-history.ts'

const OLDER_RESULT_BYTES = 2048

/**
 * The messages of one request. Only the agent's prompt and the house rules are in the system role; results are in the tool role and
 * nowhere else, files in the message of the person whose they are, and the page's context is in none of them.
 */
export function buildMessages(
  { agent, history }: Pick<TurnMaterial, 'agent' | 'history'>,
  rounds: readonly TurnRound[],
  partial: string,
  historyTokens: number,
): ModelMessage[] {
  const system = [agent.systemPrompt.trim(), HOUSE_RULES].filter(Boolean).join('\n\n')
  return [
    { role: 'system', content: system },
    ...trimHistory(fitFiles(history), historyTokens).flatMap(historyMessages),
    ...rounds.flatMap(({ text, functionCalls }) => roundMessages(text, functionCalls)),
    ...(partial.trim() ? continuation(partial) : []),
  ]
}

function continuation(partial: string): ModelMessage[] {
  return [
    { role: 'assistant', content: partial },
    { role: 'user', content: CONTINUE_PROMPT },
  ]
}

/** An earlier message; an answer with calls is taken apart into its rounds again. */
export function historyMessages(message: HistoryMessage): ModelMessage[] {
  const { role, text, functionCalls } = message
  if (role === 'user') return [{ role, content: withFiles(message) }]
  const byRound = new Map<number, FunctionCall[]>()
  for (const made of functionCalls) byRound.set(made.round, [...(byRound.get(made.round) ?? []), made])
  const messages: ModelMessage[] = []
  let offset = 0
  for (const made of byRound.values()) {
    const end = Math.max(offset, made[0]?.textOffset ?? offset)
    messages.push(...roundMessages(text.slice(offset, end), made, OLDER_RESULT_BYTES))
    offset = end
  }
  const rest = text.slice(offset).trim()
  return rest || messages.length === 0 ? [...messages, { role, content: rest || '(no answer)' }] : messages
}

function roundMessages(text: string, functionCalls: readonly FunctionCall[], maxResultBytes?: number): ModelMessage[] {
  const content = text.trim()
  if (functionCalls.length === 0) return content ? [{ role: 'assistant', content }] : []
  return [
    {
      role: 'assistant',
      content: content || null,
      tool_calls: functionCalls.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function',
        // Some servers parse these again: what was not JSON goes back as JSON that says so.
        function: { name, arguments: JSON.stringify(typeof args === 'string' ? { invalid: args } : args) },
      })),
    },
    ...functionCalls.map((made) => ({
      role: 'tool' as const,
      tool_call_id: made.id,
      content: toolContent(made, maxResultBytes),
    })),
  ]
}

function toolContent({ state, result, error }: FunctionCall, maxResultBytes?: number): string {
  if (state === 'succeeded') return JSON.stringify(cutResult(result ?? null, maxResultBytes))
  return JSON.stringify({ error: error ?? 'The function was not run.' })
}
