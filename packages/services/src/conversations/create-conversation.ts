import type { Conversation, CreateConversationInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function createConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: CreateConversationInput
}): Promise<Conversation> {
  throw new Error(`createConversation is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
