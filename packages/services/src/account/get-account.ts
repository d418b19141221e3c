import type { Account } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export async function getAccount({ ctx }: { ctx: MemberContext }): Promise<Account> {
  throw new Error(`getAccount is not built yet: ${ctx.requestId}`)
}
