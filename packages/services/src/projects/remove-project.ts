import type { Project, ProjectRefInput } from '@parley/contracts'
import { Agent, ApiKey, Project as ProjectModel, type ProjectRecord, Prompt, Tool } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { ConflictError } from '../errors.ts'
import { loadProject } from './load-project.ts'
import { projectFromRecord } from './project-view.ts'
import { RECORDED } from './recorded.ts'

/** Deletes a project that holds nothing any more. Throws ConflictError while it does. */
export async function removeProject({ ctx, input }: { ctx: WriteContext; input: ProjectRefInput }): Promise<Project> {
  requireAdmin(ctx.actor)
  const change = { action: 'projects.remove', targetType: 'Project', recorded: RECORDED }
  const removed = await auditedWrite<ProjectRecord>(ctx, change, async (session) => {
    const before = await loadProject(ctx.actor, input.projectId, session)
    const held = { organizationId: before.organizationId, projectId: before._id }
    const holds =
      (await Agent.exists(held).session(session)) ??
      (await Prompt.exists(held).session(session)) ??
      (await ApiKey.exists(held).session(session)) ??
      (await Tool.exists(held).session(session))
    if (holds) {
      throw new ConflictError('The project is not empty', 'Something still belongs to this project. Move it first.')
    }
    await ProjectModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return projectFromRecord(removed)
}
