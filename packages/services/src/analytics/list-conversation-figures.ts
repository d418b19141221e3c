import { type ConversationFiguresPage, DEFAULT_PAGE_LIMIT, type ListConversationFiguresInput } from '@parley/contracts'
import { Conversation } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import type { WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { recordReading } from '../audit/record-reading.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { olderThan } from '../paging/older-than.ts'
import { pageOf } from '../paging/page-of.ts'
import { conversationFigures, FIGURES_PROJECTION } from './conversation-figures.ts'

const KEPT_STATUSES = ['active', 'ended', 'archived'] as const

/** The figures of the organization's conversations, the last begun first; for its admins and owners, each reading audited. */
export async function listConversationFigures({
  ctx,
  input: { cursor, limit = DEFAULT_PAGE_LIMIT, ...asked },
}: {
  ctx: WriteContext
  input: ListConversationFiguresInput
}): Promise<ConversationFiguresPage> {
  requireAdmin(ctx.actor)
  const organizationId = objectId(ctx.actor.organizationId)
  const { status, channel, agentId, leadId, from, to } = asked
  const found = await Conversation.find(
    {
      organizationId,
      status: status ?? { $in: KEPT_STATUSES },
      ...(channel !== undefined && { channel }),
      ...(agentId !== undefined && { agentId: objectId(agentId) }),
      ...(leadId !== undefined && { leadId: objectId(leadId) }),
      ...((from !== undefined || to !== undefined) && { startedAt: between(from, to) }),
      ...(cursor != null && olderThan('startedAt', parseInstantCursor(cursor))),
    },
    FIGURES_PROJECTION,
  )
    .sort({ startedAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  const target = { type: 'Organization', id: organizationId }
  await recordReading(ctx, { action: 'analytics.listConversations', target, asked: given(asked) })
  return pageOf(found, limit, conversationFigures, ({ startedAt: at, _id: id }) => formatInstantCursor({ at, id }))
}

function between(from: string | undefined, to: string | undefined) {
  return { ...(from !== undefined && { $gte: new Date(from) }), ...(to !== undefined && { $lt: new Date(to) }) }
}
