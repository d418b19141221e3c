import type { SendMessageInput, SentMessages } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function sendMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: SendMessageInput
}): Promise<SentMessages> {
  throw new Error(`sendMessage is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
