import type { LlmSettings, ModelPrices } from '@parley/assistant'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import { objectId } from '../object-id.ts'
import { findOwnPrices } from '../organizations/own-prices.ts'
import type { AgentRunRequest, RunContext } from './agent-run-request.ts'

/** What a run needs to know before anything of it is written. */
export interface OpenedRun {
  request: AgentRunRequest
  llm: LlmSettings
  prices: ModelPrices | undefined
  startedAt: Date
}

/** Looks whether the agent's key may be used now, and what its model costs. Throws LimitError. */
export async function openRun(ctx: RunContext, request: AgentRunRequest): Promise<OpenedRun> {
  const { organizationId, runnable } = request
  const { apiKeyId } = runnable
  if (apiKeyId !== null) await requireKeyLimits(organizationId, objectId(apiKeyId), ctx.now())
  const prices = await findOwnPrices(organizationId)
  const llm = {
    ...runnable.llmSettings,
    model: runnable.llmSettings.model ?? ctx.settings.defaultModel,
    ...(apiKeyId !== null && { key: { organizationId: organizationId.toHexString(), apiKeyId } }),
  }
  return { request, llm, prices, startedAt: ctx.now() }
}
