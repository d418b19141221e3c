import type { CreateToolInput, Tool } from '@parley/contracts'
import { Tool as ToolModel, type ToolRecord } from '@parley/db'
import { Types } from 'mongoose'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { objectId } from '../object-id.ts'
import { loadProject } from '../projects/load-project.ts'
import { checkTool } from './check-tool.ts'
import { RECORDED } from './recorded.ts'
import { requireReach } from './require-reach.ts'
import { makeSigningSecret, type ToolSettingContext } from './signing-secret.ts'
import { toolFromRecord } from './tool-view.ts'

/** Describes a tool of the organization's own; its name is taken once there. */
export async function createTool({ ctx, input }: { ctx: ToolSettingContext; input: CreateToolInput }): Promise<Tool> {
  requireAdmin(ctx.actor)
  checkTool(input, ctx.settings)
  await requireReach(ctx.actor, input.implementation)
  const { projectId, ...fields } = input
  const organizationId = objectId(ctx.actor.organizationId)
  const _id = new Types.ObjectId()
  const isSigned = input.implementation.type === 'webhook'
  const change = { action: 'tools.create', targetType: 'Tool', recorded: RECORDED }
  const made = await auditedWrite<ToolRecord>(ctx, change, async (session) => {
    const project = projectId === undefined ? null : await loadProject(ctx.actor, projectId, session)
    const draft = {
      ...given(fields),
      _id,
      organizationId,
      ...(project && { projectId: project._id }),
      ...(isSigned && { signingSecret: makeSigningSecret(ctx.keys, _id).signingSecret }),
    }
    const [tool] = await ToolModel.create([draft], { session })
    return { before: null, after: tool?.toObject() ?? null }
  })
  return toolFromRecord(made)
}
