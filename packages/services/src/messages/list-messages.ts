import { DEFAULT_PAGE_LIMIT, type ListMessagesInput, type MessagePage } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { loadWindow } from './load-window.ts'
import { type MessageFilter, type MessageWindow, readMessages, type SeqRange } from './read-message-page.ts'
import { showMessages } from './show-messages.ts'

/** A page of a conversation in seq order: the newest without `before` or `after`. */
export async function listMessages({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ListMessagesInput
}): Promise<MessagePage> {
  const key = conversationKey(ctx.actor, input.conversationId)
  const window = await loadWindow(key)
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const { role, senderType, messageType, model } = input
  const filter = { role, senderType, messageType, model }
  const range: SeqRange = {
    after: input.after ?? 0,
    before: Math.min(input.before ?? window.nextSeq, window.nextSeq),
    direction: input.after === undefined ? 'newestFirst' : 'oldestFirst',
  }
  const found = await readMessages(key, window, range, filter, limit + 1)
  const hasMore = found.length > limit
  if (range.direction === 'oldestFirst') {
    const hasBefore = await anyWithin(key, window, { ...range, after: 0, before: range.after + 1 }, filter)
    return { items: await showMessages(key, found.slice(0, limit)), hasBefore, hasAfter: hasMore }
  }
  const hasAfter = await anyWithin(key, window, { ...range, after: range.before - 1, before: window.nextSeq }, filter)
  return { items: await showMessages(key, found.slice(-limit)), hasBefore: hasMore, hasAfter }
}

/** Seqs have no gaps, so without a filter the range alone answers. */
async function anyWithin(
  key: ConversationKey,
  window: MessageWindow,
  range: SeqRange,
  filter: MessageFilter,
): Promise<boolean> {
  const seqs = Math.min(range.before, window.nextSeq) - 1 - Math.max(range.after, 0)
  if (seqs <= 0) return false
  if (Object.values(filter).every((value) => value === undefined)) return true
  return (await readMessages(key, window, range, filter, 1)).length > 0
}
