import type { CreateProjectInput, Project } from '@parley/contracts'
import { Project as ProjectModel, type ProjectRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'
import { projectFromRecord } from './project-view.ts'
import { RECORDED } from './recorded.ts'

/** Makes a project; its name is taken once in the organization. */
export async function createProject({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: CreateProjectInput
}): Promise<Project> {
  requireAdmin(ctx.actor)
  const change = { action: 'projects.create', targetType: 'Project', recorded: RECORDED }
  const made = await auditedWrite<ProjectRecord>(ctx, change, async (session) => {
    const [project] = await ProjectModel.create([{ ...input, organizationId: objectId(ctx.actor.organizationId) }], {
      session,
    })
    return { before: null, after: project?.toObject() ?? null }
  })
  return projectFromRecord(made)
}
