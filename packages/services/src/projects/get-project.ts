import type { Project, ProjectRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadProject } from './load-project.ts'
import { projectFromRecord } from './project-view.ts'

/** One project of the organization. */
export async function getProject({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ProjectRefInput
}): Promise<Project> {
  return projectFromRecord(await loadProject(ctx.actor, input.projectId))
}
