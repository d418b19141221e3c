import type { Conversation, ConversationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { changeLifecycle } from './change-lifecycle.ts'

/** Deletes a conversation softly: it is out of every list, and restore undoes it until it is purged. */
export async function removeConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<Conversation> {
  return changeLifecycle(ctx, input.conversationId, 'remove')
}
