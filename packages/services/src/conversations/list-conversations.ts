import { type ConversationPage, DEFAULT_PAGE_LIMIT, type ListConversationsInput } from '@parley/contracts'
import { Conversation } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { olderThan } from '../paging/older-than.ts'
import { containsText } from './contains-text.ts'
import { conversationFromHead, HEAD_PROJECTION } from './conversation-head.ts'

const DEFAULT_STATUSES = ['active', 'ended'] as const

/** The actor's own conversations, the most recently used first. */
export async function listConversations({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ListConversationsInput
}): Promise<ConversationPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const heads = await Conversation.find(
    {
      organizationId: objectId(ctx.actor.organizationId),
      ownerKey: ctx.actor.userId,
      status: input.status ?? { $in: DEFAULT_STATUSES },
      ...(input.title !== undefined && { title: containsText(input.title) }),
      ...(input.channel !== undefined && { channel: input.channel }),
      ...(input.agentId !== undefined && { agentId: objectId(input.agentId) }),
      ...(input.cursor != null && olderThan('lastMessageAt', parseInstantCursor(input.cursor))),
    },
    HEAD_PROJECTION,
  )
    .sort({ lastMessageAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  const items = heads.slice(0, limit)
  const last = items.at(-1)
  const hasMore = heads.length > limit
  return {
    items: items.map(conversationFromHead),
    nextCursor: hasMore && last ? formatInstantCursor({ at: last.lastMessageAt, id: last._id }) : null,
  }
}
