import type { Conversation, ConversationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { changeLifecycle } from './change-lifecycle.ts'

/** Brings an archived or deleted conversation back to the status it had before. */
export async function restoreConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<Conversation> {
  return changeLifecycle(ctx, input.conversationId, 'restore')
}
