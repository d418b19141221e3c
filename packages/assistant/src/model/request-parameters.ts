import type { LlmSettings } from '../ports.ts'

/** Reasoning models refuse sampling parameters, and `max_tokens` under its old name. */
const REASONING = /^(?:o\d|gpt-5)/

/**
 * The parameters as a request to this server has them. What is a default is left out: small servers know fewer fields. OpenAI itself
 * wants `max_completion_tokens` (API reference, "Create chat completion"); others mostly know `max_tokens` only.
 */
export function requestParameters(model: string, baseUrl: string, parameters: Partial<LlmSettings['parameters']>) {
  const { temperature, maxTokens, topP, frequencyPenalty, presencePenalty } = parameters
  const isReasoning = REASONING.test(model)
  const isOpenAi = URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.openai.com'
  const limit =
    maxTokens === undefined
      ? {}
      : isOpenAi || isReasoning
        ? { max_completion_tokens: maxTokens }
        : { max_tokens: maxTokens }
  if (isReasoning) return limit
  return {
    ...limit,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && topP !== 1 && { top_p: topP }),
    ...(frequencyPenalty && { frequency_penalty: frequencyPenalty }),
    ...(presencePenalty && { presence_penalty: presencePenalty }),
  }
}
