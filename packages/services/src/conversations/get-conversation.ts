import { type ConversationRefInput, type ConversationWithMessages, DEFAULT_PAGE_LIMIT } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadWindow } from '../messages/load-window.ts'
import { readMessages } from '../messages/read-message-page.ts'
import { showMessages } from '../messages/show-messages.ts'
import { conversationFromHead } from './conversation-head.ts'
import { conversationKey } from './conversation-key.ts'

/** A conversation with its newest 50 messages; the running answer as far as it has come. */
export async function getConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<ConversationWithMessages> {
  const key = conversationKey(ctx.actor, input.conversationId)
  const window = await loadWindow(key)
  const newest = { after: 0, before: window.nextSeq, direction: 'newestFirst' } as const
  const records = await readMessages(key, window, newest, {}, DEFAULT_PAGE_LIMIT)
  return {
    ...conversationFromHead(window),
    messages: await showMessages(key, records),
    hasBefore: (records[0]?.seq ?? 1) > 1,
  }
}
