import type { ConversationRefInput, ConversationWithMessages } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function getConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConversationRefInput
}): Promise<ConversationWithMessages> {
  throw new Error(`getConversation is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
