import type { Tool, UpdateToolInput } from '@parley/contracts'
import { Tool as ToolModel, type ToolRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { loadProject } from '../projects/load-project.ts'
import { checkTool } from './check-tool.ts'
import { loadOwnTool } from './load-own-tool.ts'
import { RECORDED } from './recorded.ts'
import { requireReach } from './require-reach.ts'
import { missingSecret, type ToolSettingContext } from './signing-secret.ts'
import { toolFromRecord } from './tool-view.ts'

/** Changes one of the organization's own tools. Throws ForbiddenError for a system tool. */
export async function updateTool({ ctx, input }: { ctx: ToolSettingContext; input: UpdateToolInput }): Promise<Tool> {
  requireAdmin(ctx.actor)
  checkTool(input, ctx.settings)
  await requireReach(ctx.actor, input.implementation)
  const { toolId, projectId, ...changes } = input
  const change = { action: 'tools.update', targetType: 'Tool', recorded: RECORDED }
  const changed = await auditedWrite<ToolRecord>(ctx, change, async (session) => {
    const before = await loadOwnTool(ctx.actor, toolId, session)
    const project = projectId === undefined ? null : await loadProject(ctx.actor, projectId, session)
    const secret = await missingSecret(ctx, before, changes.implementation?.type, session)
    const after = await ToolModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: { ...given(changes), ...secret, ...(project && { projectId: project._id }) } },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return toolFromRecord(changed)
}
