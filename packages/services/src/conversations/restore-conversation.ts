import type { Conversation, ConversationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function restoreConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<Conversation> {
  throw new Error(`restoreConversation is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
