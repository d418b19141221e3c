import type { Analytics, GetAnalyticsInput } from '@parley/contracts'
import { ChatAnalytics } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { analyticsDay, analyticsTotal } from './analytics-view.ts'

/** Figures of the organization, or of one of its agents, by day; for its admins and owners. Days without a conversation are absent. */
export async function getAnalytics({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: GetAnalyticsInput
}): Promise<Analytics> {
  requireAdmin(ctx.actor)
  const days = await ChatAnalytics.find({
    organizationId: objectId(ctx.actor.organizationId),
    agentId: input.agentId === undefined ? null : objectId(input.agentId),
    date: { $gte: new Date(input.from), $lte: new Date(input.to) },
    totalConversations: { $gt: 0 },
  })
    .sort({ date: 1 })
    .lean()
  return { days: days.map(analyticsDay), total: analyticsTotal(days) }
}
