import type { CreateDemoInput, Demo } from '@parley/contracts'
import { Demo as DemoModel, type DemoRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { objectId } from '../object-id.ts'
import { demoFromRecord } from './demo-view.ts'
import { RECORDED } from './recorded.ts'

/** Makes a demo of an agent that answers; its name is taken once in the organization. */
export async function createDemo({ ctx, input }: { ctx: WriteContext; input: CreateDemoInput }): Promise<Demo> {
  requireAdmin(ctx.actor)
  const organizationId = objectId(ctx.actor.organizationId)
  const { config, ...fields } = input
  const draft = { ...given(fields), organizationId, config: given(config ?? {}) }
  const change = { action: 'demos.create', targetType: 'Demo', recorded: RECORDED }
  const made = await auditedWrite<DemoRecord>(ctx, change, async (session) => {
    await loadActiveAgent(organizationId, objectId(input.agentId), session)
    const [demo] = await DemoModel.create([draft], { session })
    return { before: null, after: demo?.toObject() ?? null }
  })
  return demoFromRecord(made)
}
