import type { Project, UpdateProjectInput } from '@parley/contracts'
import { Project as ProjectModel, type ProjectRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { loadProject } from './load-project.ts'
import { projectFromRecord } from './project-view.ts'
import { RECORDED } from './recorded.ts'

/** Renames or describes a project. */
export async function updateProject({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: UpdateProjectInput
}): Promise<Project> {
  requireAdmin(ctx.actor)
  const { projectId, ...changes } = input
  const change = { action: 'projects.update', targetType: 'Project', recorded: RECORDED }
  const changed = await auditedWrite<ProjectRecord>(ctx, change, async (session) => {
    const before = await loadProject(ctx.actor, projectId, session)
    const after = await ProjectModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: given(changes) },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return projectFromRecord(changed)
}
