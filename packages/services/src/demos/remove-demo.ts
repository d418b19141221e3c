import type { Demo, DemoRefInput } from '@parley/contracts'
import { Demo as DemoModel, type DemoRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { demoFromRecord } from './demo-view.ts'
import { loadDemo } from './load-demo.ts'
import { RECORDED } from './recorded.ts'

/** Deletes a demo for good; its agent stays. */
export async function removeDemo({ ctx, input }: { ctx: WriteContext; input: DemoRefInput }): Promise<Demo> {
  requireAdmin(ctx.actor)
  const change = { action: 'demos.remove', targetType: 'Demo', recorded: RECORDED }
  const removed = await auditedWrite<DemoRecord>(ctx, change, async (session) => {
    const before = await loadDemo(ctx.actor, input.demoId, session)
    await DemoModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return demoFromRecord(removed)
}
