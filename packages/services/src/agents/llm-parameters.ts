import type { AgentRecord } from '@parley/db'

/** How the model of an agent is asked: as its settings say, and by the defaults where they say nothing. */
export function llmParametersOf({ llmSettings }: Pick<AgentRecord, 'llmSettings'>) {
  const { temperature, maxTokens, topP, frequencyPenalty, presencePenalty } = llmSettings?.parameters ?? {}
  return {
    temperature: temperature ?? 0.7,
    maxTokens: maxTokens ?? 1000,
    topP: topP ?? 1,
    frequencyPenalty: frequencyPenalty ?? 0,
    presencePenalty: presencePenalty ?? 0,
  }
}
