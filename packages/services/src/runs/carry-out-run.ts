import {
  type AgentRunOutcome,
  type CodeAgentOutcome,
  type CodeFailure,
  runAgent,
  runCodeAgent,
} from '@parley/assistant'
import { type RunResult, runResultContract } from '@parley/contracts'
import type { Types } from 'mongoose'
import { AppError } from '../errors.ts'
import { usdOrNull } from '../money.ts'
import type { RunContext } from './agent-run-request.ts'
import { endRun } from './end-run.ts'
import type { Runnable } from './load-runnable.ts'
import type { OpenedRun } from './open-run.ts'
import { readOutput, requireOutput } from './read-output.ts'

const RUN_TIMEOUT_MS = 5 * 60_000

export interface RunCallbacks {
  signal: AbortSignal
  /** Each piece of the answer the moment it comes. */
  onText?(text: string): void
}

/**
 * Asks the agent of a run that has begun, or its code where it has some, and ends the execution and its usage in the ledger however that goes.
 * Throws AppError when the model or the code fails or the answer is not in the promised form; an aborted run ends as stopped and throws too.
 */
export async function carryOutRun(
  ctx: RunContext,
  { request, llm, prices, startedAt }: OpenedRun,
  executionId: Types.ObjectId,
  { signal, onText }: RunCallbacks,
): Promise<RunResult> {
  const { runnable, input } = request
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
    const output = await ('text' in outcome ? answerOf(outcome, outputSchema) : returnedOf(outcome, outputSchema))
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

async function answerOf({ text, error }: AgentRunOutcome, outputSchema: Runnable['outputSchema']): Promise<unknown> {
  if (error) throw modelError(error)
  return readOutput(text, outputSchema)
}

async function returnedOf(outcome: CodeAgentOutcome, outputSchema: Runnable['outputSchema']): Promise<unknown> {
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
