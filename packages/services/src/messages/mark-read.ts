import type { Message, MessageRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { markReceipt } from './mark-receipt.ts'

/** Notes that a message has been seen. Repeating it changes nothing. */
export async function markRead({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message['metadata']> {
  return markReceipt(ctx, input, 'read')
}
