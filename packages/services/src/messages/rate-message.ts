import type { Feedback, RateMessageInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function rateMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: RateMessageInput
}): Promise<Feedback | null> {
  throw new Error(`rateMessage is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
