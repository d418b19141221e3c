import type { Message, MessageRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function continueMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message> {
  throw new Error(`continueMessage is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
