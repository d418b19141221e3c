import {
  type ConversationHit,
  type ConversationHitPage,
  idContract,
  type SearchConversationsInput,
} from '@parley/contracts'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { type FoundMessage, findMessageTexts } from './find-message-texts.ts'
import { findTextHits, type TextHit } from './find-text-hits.ts'
import { snippetOf, wordPattern } from './search-words.ts'

const DEFAULT_LIMIT = 20

const cursorKeys = z.tuple([z.number(), idContract])

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
  const after = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)
  const tenant = { organizationId: objectId(ctx.actor.organizationId), ownerKey: ctx.actor.userId }
  const hits = await findTextHits({
    ...tenant,
    query: input.query,
    after: after && { score: after[0], id: after[1] },
    limit: limit + 1,
  })
  const pattern = wordPattern(input.query)
  const messages = await findMessageTexts(hits.slice(0, limit), tenant, pattern)
  const show = (hit: TextHit) => hitView(hit, messages.get(hit._id.toHexString()), pattern)
  return pageOf(hits, limit, show, ({ score, _id }) => formatCursor([score, _id.toHexString()]))
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
