import type { ConversationPage, ListConversationsInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function listConversations({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ListConversationsInput
}): Promise<ConversationPage> {
  throw new Error(`listConversations is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
