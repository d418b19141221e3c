import { askModel } from './ask-model.ts'
import { classifyError, type TurnError } from './model/classify-error.ts'
import type { ModelClient, ModelMessage } from './model/model-client.ts'
import type { LlmSettings, ModelUsage } from './ports.ts'
import type { ModelPrices } from './pricing.ts'
import { HOUSE_RULES } from './prompt-rules.ts'
import { UsageMeter } from './usage-meter.ts'

/** One question and one answer, without a conversation and without functions: those act for a person who is there. */
export interface AgentRun {
  systemPrompt: string
  parameters: LlmSettings['parameters']
  /** Text as it is; anything else as JSON. */
  input: unknown
  /** The JSON Schema the answer is asked to follow; null for words. */
  outputSchema: Record<string, unknown> | null
  signal: AbortSignal
  /** The organization's own, if it has any. */
  prices?: ModelPrices | undefined
  /** Each piece of the answer the moment it comes. */
  onText?(text: string): void
}

export interface AgentRunOutcome {
  text: string
  usage: ModelUsage
  /** Why there is no whole answer; absent where there is, and after an abort. */
  error?: TurnError
}

/** Asks the model once. Never throws: what failed is in the outcome, with the usage up to then, of all that the meter counted. */
export async function runAgent(
  client: ModelClient,
  run: AgentRun,
  meter = new UsageMeter(client.model, run.prices),
): Promise<AgentRunOutcome> {
  let text = ''
  const request = { messages: messagesOf(run), tools: [], parameters: run.parameters, signal: run.signal }
  try {
    await askModel(client, request, meter, (piece) => {
      text += piece
      run.onText?.(piece)
      return true
    })
    return { text, usage: meter.total() }
  } catch (error) {
    return { text, usage: meter.total(), error: classifyError(error, text !== '') }
  }
}

function messagesOf({ systemPrompt, input, outputSchema }: AgentRun): ModelMessage[] {
  const form = outputSchema && `Answer with JSON alone that this JSON Schema accepts: ${JSON.stringify(outputSchema)}`
  return [
    { role: 'system', content: [systemPrompt.trim(), HOUSE_RULES, form].filter(Boolean).join('\n\n') },
    { role: 'user', content: typeof input === 'string' ? input : JSON.stringify(input, null, 2) },
  ]
}
