import type { ExecutionDetail, ExecutionRefInput } from '@parley/contracts'
import { AgentExecution } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { visibleExecutions } from './execution-access.ts'
import { executionDetailFromRecord } from './execution-view.ts'

/** One run with what it logged. Another's run and a missing one answer alike. */
export async function getExecution({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ExecutionRefInput
}): Promise<ExecutionDetail> {
  const found = await AgentExecution.findOne({
    _id: objectId(input.executionId),
    ...visibleExecutions(ctx.actor),
  }).lean()
  if (!found) throw new NotFoundError('run')
  return executionDetailFromRecord(found)
}
