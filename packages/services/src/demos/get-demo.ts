import type { Demo, DemoRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { demoFromRecord } from './demo-view.ts'
import { loadDemo } from './load-demo.ts'

/** One demo of the organization. */
export async function getDemo({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: DemoRefInput
}): Promise<Demo> {
  return demoFromRecord(await loadDemo(ctx.actor, input.demoId))
}
