import type { Message, MessageRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function markRead({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message['metadata']> {
  throw new Error(`markRead is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
