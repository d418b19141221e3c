import type { Conversation, ConversationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { changeLifecycle } from './change-lifecycle.ts'

/** Ends an active conversation: it can be read, and no longer written in. */
export async function endConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<Conversation> {
  return changeLifecycle(ctx, input.conversationId, 'end')
}
