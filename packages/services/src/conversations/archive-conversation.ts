import type { Conversation, ConversationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { changeLifecycle } from './change-lifecycle.ts'

/** Puts a conversation away; restore brings it back as it was. */
export async function archiveConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<Conversation> {
  return changeLifecycle(ctx, input.conversationId, 'archive')
}
