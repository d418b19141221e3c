import type { ConversationHit, ConversationHitPage, SearchConversationsInput } from '@parley/contracts'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { type FoundMessage, findMessageTexts } from './find-message-texts.ts'
import { findTextHits, type TextHit } from './find-text-hits.ts'
import { snippetOf, wordPattern } from './search-words.ts'

const DEFAULT_LIMIT = 20

/** So many of each kind of hit were looked at before; nobody turns the pages of more. */
const place = z.int().min(0).max(10_000)
const cursorKeys = z.tuple([place, place])

/**
 * What was said in the actor's own conversations, archived ones too, the best fit first: words in any of their forms, "phrases",
 * -without. A long conversation may be found in several of its stretches, each with its message.
 */
export async function searchConversations({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: SearchConversationsInput
}): Promise<ConversationHitPage> {
  const limit = input.limit ?? DEFAULT_LIMIT
  const [windows, buckets] = input.cursor == null ? [0, 0] : parseCursor(input.cursor, cursorKeys)
  const tenant = { organizationId: objectId(ctx.actor.organizationId), ownerKey: ctx.actor.userId }
  const { hits, next } = await findTextHits({ ...tenant, query: input.query, from: { windows, buckets }, limit })
  const pattern = wordPattern(input.query)
  const messages = await findMessageTexts(hits, tenant, pattern)
  return {
    items: hits.map((hit) => hitView(hit, messages.get(hit._id.toHexString()), pattern)),
    nextCursor: next && formatCursor([next.windows, next.buckets]),
  }
}

function hitView(hit: TextHit, message: FoundMessage | undefined, pattern: string | null): ConversationHit {
  const at = message?.createdAt ?? hit.lastMessageAt
  return {
    conversationId: hit.conversationId.toHexString(),
    ...(message && { messageId: message._id.toHexString() }),
    title: hit.title,
    snippet: snippetOf(message?.text ?? hit.title, pattern),
    score: hit.score,
    at: at.toISOString(),
  }
}
