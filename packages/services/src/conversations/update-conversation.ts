import type { Conversation, UpdateConversationInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function updateConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: UpdateConversationInput
}): Promise<Conversation> {
  throw new Error(`updateConversation is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
