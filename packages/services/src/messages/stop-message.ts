import type { Message, MessageRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function stopMessage({ ctx, input }: { ctx: MemberContext; input: MessageRefInput }): Promise<Message> {
  throw new Error(`stopMessage is not built yet: ${ctx.requestId} ${Object.keys(input).length}`)
}
