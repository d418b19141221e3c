import type { Demo, UpdateDemoInput } from '@parley/contracts'
import { Demo as DemoModel, type DemoRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { objectId } from '../object-id.ts'
import { demoFromRecord } from './demo-view.ts'
import { loadDemo } from './load-demo.ts'
import { RECORDED } from './recorded.ts'

/** Changes a demo; of its config, what is named. */
export async function updateDemo({ ctx, input }: { ctx: WriteContext; input: UpdateDemoInput }): Promise<Demo> {
  requireAdmin(ctx.actor)
  const { demoId, config, ...changes } = input
  const change = { action: 'demos.update', targetType: 'Demo', recorded: RECORDED }
  const changed = await auditedWrite<DemoRecord>(ctx, change, async (session) => {
    const before = await loadDemo(ctx.actor, demoId, session)
    if (changes.agentId !== undefined) {
      await loadActiveAgent(before.organizationId, objectId(changes.agentId), session)
    }
    const configChanges = Object.entries(given(config ?? {})).map(([name, value]) => [`config.${name}`, value])
    const after = await DemoModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: { ...given(changes), ...Object.fromEntries(configChanges) } },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return demoFromRecord(changed)
}
