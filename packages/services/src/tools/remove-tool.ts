import type { Tool, ToolRefInput } from '@parley/contracts'
import { Tool as ToolModel, type ToolRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { loadOwnTool } from './load-own-tool.ts'
import { RECORDED } from './recorded.ts'
import { toolFromRecord } from './tool-view.ts'

/** Deletes one of the organization's own tools. Throws ForbiddenError for a system tool. */
export async function removeTool({ ctx, input }: { ctx: WriteContext; input: ToolRefInput }): Promise<Tool> {
  requireAdmin(ctx.actor)
  const change = { action: 'tools.remove', targetType: 'Tool', recorded: RECORDED }
  const removed = await auditedWrite<ToolRecord>(ctx, change, async (session) => {
    const before = await loadOwnTool(ctx.actor, input.toolId, session)
    await ToolModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return toolFromRecord(removed)
}
