import type { Message, MessageRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function markDelivered({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message['metadata']> {
  throw new Error(`markDelivered is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
