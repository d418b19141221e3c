import type { ListMessagesInput, MessagePage } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function listMessages({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ListMessagesInput
}): Promise<MessagePage> {
  throw new Error(`listMessages is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
