import { type AgentRunOutcome, runAgent } from '@parley/assistant'
import { type RunResult, runResultContract } from '@parley/contracts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import { AppError } from '../errors.ts'
import { usdFromMicros } from '../money.ts'
import { objectId } from '../object-id.ts'
import type { AgentRunRequest, RunContext } from './agent-run-request.ts'
import { beginRun } from './begin-run.ts'
import { endRun } from './end-run.ts'
import { readOutput } from './read-output.ts'

const RUN_TIMEOUT_MS = 5 * 60_000

interface RunCallbacks {
  signal: AbortSignal
  /** Each piece of the answer the moment it comes. */
  onText?(text: string): void
}

/**
 * Runs an agent once, with an execution and its usage in the ledger however it ends. Throws AppError when the model fails or its answer
 * is not in the promised form; an aborted run ends as stopped and throws too.
 */
export async function performRun(
  ctx: RunContext,
  request: AgentRunRequest,
  { signal, onText }: RunCallbacks,
): Promise<RunResult> {
  const { runnable, input } = request
  const { organizationId } = request
  const { apiKeyId } = runnable
  if (apiKeyId !== null) await requireKeyLimits(organizationId, objectId(apiKeyId), ctx.now())
  const llm = {
    ...runnable.llmSettings,
    model: runnable.llmSettings.model ?? ctx.settings.defaultModel,
    ...(apiKeyId !== null && { key: { organizationId: organizationId.toHexString(), apiKeyId } }),
  }
  const executionId = await beginRun(request, llm.model, ctx.now())
  const timeout = AbortSignal.timeout(RUN_TIMEOUT_MS)
  const outcome = await runAgent(ctx.modelFor(llm), {
    systemPrompt: runnable.systemPrompt,
    parameters: llm.parameters,
    input,
    outputSchema: runnable.outputSchema,
    signal: AbortSignal.any([signal, timeout]),
    ...(onText && { onText }),
  })
  const { usage } = outcome
  try {
    if (signal.aborted) throw new AppError('TIMEOUT', 'Aborted', 'This run was stopped.')
    if (timeout.aborted) throw new AppError('TIMEOUT', 'Timed out', 'The agent took too long. Try again in a moment.')
    if (outcome.error) throw modelError(outcome.error)
    const output = readOutput(outcome.text, runnable.outputSchema)
    await endRun(request, { executionId, usage, status: 'completed', result: output, at: ctx.now() })
    const { model, inputTokens, outputTokens, costMicros } = usage
    return runResultContract.parse({
      executionId: executionId.toHexString(),
      agentVersion: runnable.version,
      output,
      usage: { model, inputTokens, outputTokens, costUsd: costMicros === null ? null : usdFromMicros(costMicros) },
    })
  } catch (error) {
    const status = signal.aborted ? 'stopped' : 'failed'
    const detail = error instanceof Error ? error.message : 'unknown'
    await endRun(request, { executionId, usage, status, error: detail, at: ctx.now() })
    throw error
  }
}

function modelError({ code, detail }: NonNullable<AgentRunOutcome['error']>): AppError {
  const userMessage = "The agent's model could not answer. Try again in a moment."
  return new AppError('SERVICE_UNAVAILABLE', `${code}: ${detail}`, userMessage)
}
