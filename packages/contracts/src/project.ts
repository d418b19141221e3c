import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'
import {
  changesSomething,
  descriptionContract,
  NOTHING_TO_CHANGE,
  pageInput,
  sharedNameContract,
} from './shared-things.ts'

export const projectContract = z.object({
  id: idContract,
  name: z.string(),
  description: z.string(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const projectPageContract = pageContract(projectContract)
export const projectRefInput = z.strictObject({ projectId: idContract })
export const listProjectsInput = z.strictObject(pageInput)
export const createProjectInput = z.strictObject({
  name: sharedNameContract,
  description: descriptionContract.optional(),
})
export const updateProjectInput = createProjectInput
  .partial()
  .extend({ projectId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Project = z.infer<typeof projectContract>
export type ProjectPage = z.infer<typeof projectPageContract>
export type ProjectRefInput = z.infer<typeof projectRefInput>
export type ListProjectsInput = z.infer<typeof listProjectsInput>
export type CreateProjectInput = z.infer<typeof createProjectInput>
export type UpdateProjectInput = z.infer<typeof updateProjectInput>
