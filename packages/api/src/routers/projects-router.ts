import {
  createProjectInput,
  listProjectsInput,
  projectContract,
  projectPageContract,
  projectRefInput,
  updateProjectInput,
} from '@parley/contracts'
import { createOnce, createProject, getProject, listProjects, removeProject, updateProject } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const projectsRouter = router({
  list: memberProcedure
    .input(listProjectsInput)
    .output(projectPageContract)
    .query(({ ctx, input }) => listProjects({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(projectRefInput)
    .output(projectContract)
    .query(({ ctx, input }) => getProject({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createProjectInput)
    .output(projectContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'projects.create',
        input,
        () => createProject({ ctx, input }),
        (projectId) => getProject({ ctx, input: { projectId } }),
      ),
    ),

  update: memberProcedure
    .input(updateProjectInput)
    .output(projectContract)
    .mutation(({ ctx, input }) => updateProject({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(projectRefInput)
    .output(projectContract)
    .mutation(({ ctx, input }) => removeProject({ ctx: ctx.member, input })),
})
