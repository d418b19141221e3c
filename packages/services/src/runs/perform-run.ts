import {
  type AgentRunOutcome,
  type CodeAgentOutcome,
  type CodeFailure,
  runAgent,
  runCodeAgent,
} from '@parley/assistant'
import { type RunResult, runResultContract } from '@parley/contracts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import { AppError } from '../errors.ts'
import { usdOrNull } from '../money.ts'
import { objectId } from '../object-id.ts'
import { findOwnPrices } from '../organizations/own-prices.ts'
import type { AgentRunRequest, RunContext } from './agent-run-request.ts'
import { beginRun } from './begin-run.ts'
import { endRun } from './end-run.ts'
import type { Runnable } from './load-runnable.ts'
import { readOutput, requireOutput } from './read-output.ts'

const RUN_TIMEOUT_MS = 5 * 60_000

interface RunCallbacks {
  signal: AbortSignal
  /** Each piece of the answer the moment it comes. */
  onText?(text: string): void
}

/**
 * Runs an agent once, its code where it has some, with an execution and its usage in the ledger however it ends. Throws AppError when the
 * model or the code fails or the answer is not in the promised form; an aborted run ends as stopped and throws too.
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
  const prices = await findOwnPrices(organizationId)
  const llm = {
    ...runnable.llmSettings,
    model: runnable.llmSettings.model ?? ctx.settings.defaultModel,
    ...(apiKeyId !== null && { key: { organizationId: organizationId.toHexString(), apiKeyId } }),
  }
  const startedAt = ctx.now()
  const executionId = await beginRun(request, llm.model, startedAt)
  const timeout = AbortSignal.timeout(RUN_TIMEOUT_MS)
  const run = {
    systemPrompt: runnable.systemPrompt,
    parameters: llm.parameters,
    input,
    prices,
    signal: AbortSignal.any([signal, timeout]),
  }
  const { outputSchema, code } = runnable
  const client = ctx.modelFor(llm)
  const outcome =
    code === null
      ? await runAgent(client, { ...run, outputSchema, ...(onText && { onText }) })
      : await runCodeAgent(client, { ...run, code, startedAt })
  const { usage } = outcome
  try {
    if (signal.aborted) throw new AppError('TIMEOUT', 'Aborted', 'This run was stopped.')
    if (timeout.aborted) throw new AppError('TIMEOUT', 'Timed out', 'The agent took too long. Try again in a moment.')
    const output = 'text' in outcome ? answerOf(outcome, outputSchema) : returnedOf(outcome, outputSchema)
    await endRun(request, { executionId, usage, status: 'completed', result: output, at: ctx.now() })
    const { model, inputTokens, outputTokens, costMicros } = usage
    return runResultContract.parse({
      executionId: executionId.toHexString(),
      agentVersion: runnable.version,
      output,
      usage: { model, inputTokens, outputTokens, costUsd: usdOrNull(costMicros) },
    })
  } catch (error) {
    const status = signal.aborted ? 'stopped' : 'failed'
    const detail = error instanceof Error ? error.message : 'unknown'
    await endRun(request, { executionId, usage, status, error: detail, at: ctx.now() })
    throw error
  }
}

function answerOf({ text, error }: AgentRunOutcome, outputSchema: Runnable['outputSchema']): unknown {
  if (error) throw modelError(error)
  return readOutput(text, outputSchema)
}

function returnedOf(outcome: CodeAgentOutcome, outputSchema: Runnable['outputSchema']): unknown {
  if ('failure' in outcome) throw codeError(outcome.failure)
  return requireOutput(outcome.output, outputSchema)
}

/** Whoever wrote the code needs its own words, and they name nothing of ours. */
function codeError({ kind, name, message, line }: CodeFailure): AppError {
  const said = `${name}: ${message}${line === undefined ? '' : ` (line ${line})`}`
  const userMessage = `The agent's code failed. ${said}`
  return new AppError(kind === 'timeout' ? 'TIMEOUT' : 'SERVICE_UNAVAILABLE', said, userMessage)
}

function modelError({ code, detail }: NonNullable<AgentRunOutcome['error']>): AppError {
  const userMessage = "The agent's model could not answer. Try again in a moment."
  return new AppError('SERVICE_UNAVAILABLE', `${code}: ${detail}`, userMessage)
}
