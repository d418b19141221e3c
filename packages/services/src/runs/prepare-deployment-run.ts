import { requireWriter } from '../access/require-writer.ts'
import { requirePayer } from '../account/find-payer.ts'
import type { Actor } from '../actor.ts'
import { NotFoundError, UnauthorizedError } from '../errors.ts'
import { requireMatching } from '../json-schema/require-matching.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import type { AgentRunRequest, RunContext } from './agent-run-request.ts'
import { findOpenDeployment, isOpenToOrigin, type OpenDeployment } from './find-open-deployment.ts'
import { loadRunnable } from './load-runnable.ts'

export type DeploymentRunContext = RunContext & {
  /** Who is signed in; null for strangers, and for a signed-in person's browser on another site's page. */
  actor: Actor | null
  /** Counts a run of this deployment in this minute. Throws AppError TOO_MANY_REQUESTS. */
  countRun(deploymentId: string, requestsPerMinute: number): Promise<void>
}

interface DeploymentRunInput {
  friendlyName: string
  input: unknown
  /** The page's origin, as the browser says it. */
  origin: string | null
}

/**
 * Whether this caller may run the deployment on this input now. Throws UnauthorizedError and NotFoundError alike for one that is not there
 * and one that is not theirs, QuotaError, InvalidInputError.
 */
export async function prepareDeploymentRun({
  ctx,
  input,
}: {
  ctx: DeploymentRunContext
  input: DeploymentRunInput
}): Promise<AgentRunRequest> {
  const open = await findOpenDeployment(input.friendlyName)
  const userId = findCaller(ctx.actor, open, input.origin)
  if (!open) throw new NotFoundError('agent')
  const { _id: deploymentId, organizationId, agentId, agentVersion, rateLimit } = open.deployment
  await ctx.countRun(deploymentId, rateLimit?.requestsPerMinute ?? 60)
  const runnable = await loadRunnable(organizationId, agentId, agentVersion)
  await requireMatching('input', runnable.inputSchema, input.input)
  const request = { organizationId, agentId, runnable, input: input.input, source: { deploymentId } }
  const payer = await requirePayer(organizationId, ctx.now())
  if (userId === null) return { ...request, payer: payer === 'demo' ? payer : 'organization' }
  await requireAllowance(userId, ctx.now())
  return { ...request, userId, payer }
}

/** The member who asks, or null for a page of an allowed origin. */
function findCaller(actor: Actor | null, open: OpenDeployment | null, origin: string | null): string | null {
  if (actor && open?.deployment.organizationId.equals(actor.organizationId)) {
    requireWriter(actor)
    return actor.userId
  }
  if (open && isOpenToOrigin(open, origin)) return null
  throw actor ? new NotFoundError('agent') : new UnauthorizedError('Nobody who may run it')
}
