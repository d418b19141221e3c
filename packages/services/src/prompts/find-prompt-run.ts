import { type PromptRun, promptRunContract } from '@parley/contracts'
import { AgentExecution, UsageRecord } from '@parley/db'
import type { Actor } from '../actor.ts'
import { AppError, ConflictError, NotFoundError } from '../errors.ts'
import { usdOrNull } from '../money.ts'
import { objectId } from '../object-id.ts'

/** What a person's earlier run of a prompt came to. Throws ConflictError while it runs, AppError where it has no answer. */
export async function findPromptRun(
  { organizationId, userId }: Pick<Actor, 'organizationId' | 'userId'>,
  executionId: string,
): Promise<PromptRun> {
  const key = { _id: objectId(executionId), organizationId: objectId(organizationId), userId: objectId(userId) }
  const execution = await AgentExecution.findOne(key).lean()
  const usage = await UsageRecord.findOne(key).lean()
  if (!execution || !usage) throw new NotFoundError('run')
  if (execution.status === 'running') {
    throw new ConflictError('Still running', 'This is being answered already. Ask for it again in a moment.')
  }
  if (execution.status !== 'completed') {
    throw new AppError(
      'SERVICE_UNAVAILABLE',
      `The run is ${execution.status}`,
      'This run was not answered. Run it again.',
    )
  }
  const { model, inputTokens, outputTokens, costMicros } = usage
  return promptRunContract.parse({
    executionId,
    agentVersion: execution.agentVersion,
    promptVersion: execution.promptVersion,
    output: execution.result ?? null,
    usage: { model, inputTokens, outputTokens, costUsd: usdOrNull(costMicros ?? null) },
  })
}
