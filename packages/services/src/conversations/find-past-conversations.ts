import type { PastConversation, PastConversationQuery } from '@parley/assistant'
import { Conversation } from '@parley/db'
import { containsText } from './contains-text.ts'
import type { ConversationKey } from './conversation-key.ts'
import { findMessageTexts } from './find-message-texts.ts'
import { findTextHits, type TextHit } from './find-text-hits.ts'
import { snippetOf, wordPattern } from './search-words.ts'

/** So many of the best stretches are looked at for words; titles and days then choose among their conversations. */
const MAX_HITS = 40

/**
 * A person's other conversations, by words that were said in them (the best fit first, each with the newest message that has them) or, without words, the
 * newest first; by a part of the title and by the moment of the last message. Deleted ones are not found.
 */
export async function findPastConversations(
  key: ConversationKey,
  { words, title, from, to, limit }: PastConversationQuery,
): Promise<PastConversation[]> {
  const tenant = { organizationId: key.organizationId, ownerKey: key.ownerKey }
  const hits = words === undefined ? null : await findBestHits(key, words)
  const found = await Conversation.find(
    {
      ...tenant,
      status: { $in: ['active', 'ended', 'archived'] },
      _id: { $ne: key.conversationId, ...(hits && { $in: hits.map(({ conversationId }) => conversationId) }) },
      ...(title !== undefined && { title: containsText(title) }),
      ...((from !== undefined || to !== undefined) && {
        lastMessageAt: {
          ...(from !== undefined && { $gte: new Date(from) }),
          ...(to !== undefined && { $lte: new Date(to) }),
        },
      }),
    },
    { title: 1, lastMessageAt: 1, messageCount: 1 },
  )
    .sort({ lastMessageAt: -1, _id: -1 })
    .limit(hits ? MAX_HITS : limit)
    .lean()
  const views = found.map(({ _id, title, lastMessageAt, messageCount }) => ({
    conversationId: _id.toHexString(),
    title: title ?? '',
    lastMessageAt: lastMessageAt.toISOString(),
    messageCount,
  }))
  if (!hits) return views
  const byId = new Map(views.map((view) => [view.conversationId, view]))
  const kept = hits.filter(({ conversationId }) => byId.has(conversationId.toHexString())).slice(0, limit)
  const pattern = wordPattern(words ?? '')
  const messages = await findMessageTexts(kept, tenant, pattern)
  return kept.flatMap(({ _id, conversationId }) => {
    const view = byId.get(conversationId.toHexString())
    const message = messages.get(_id.toHexString())
    if (!view) return []
    return [
      {
        ...view,
        ...(message && { excerpt: { text: snippetOf(message.text, pattern), at: message.createdAt.toISOString() } }),
      },
    ]
  })
}

/** Of each conversation its best stretch. */
async function findBestHits(key: ConversationKey, words: string): Promise<TextHit[]> {
  const { organizationId, ownerKey } = key
  const from = { windows: 0, buckets: 0 }
  const { hits } = await findTextHits({ organizationId, ownerKey, query: words, from, limit: MAX_HITS })
  const best = new Map<string, TextHit>()
  for (const hit of hits) {
    const id = hit.conversationId.toHexString()
    if (!best.has(id)) best.set(id, hit)
  }
  return [...best.values()]
}
