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

export const DEMO_THEMES = ['light', 'dark', 'system'] as const

const featureContract = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'Use small letters, digits and _, at most 50.')

const configContract = z.strictObject({
  theme: z.enum(DEMO_THEMES),
  /** After so many messages the demo asks to sign up. */
  maxMessages: z.int().min(1).max(1000),
  features: z.array(featureContract).max(20),
})

/** A chat with an agent as it is shown to others. */
export const demoContract = z.object({
  id: idContract,
  name: z.string(),
  description: z.string(),
  agentId: idContract,
  config: configContract,
  isPublic: z.boolean(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

/** A public demo as anybody reads it. */
export const publicDemoContract = demoContract.pick({ id: true, name: true, description: true, config: true })

export const demoPageContract = pageContract(demoContract)
export const demoRefInput = z.strictObject({ demoId: idContract })
export const listDemosInput = z.strictObject({ agentId: idContract.optional(), ...pageInput })
export const createDemoInput = z.strictObject({
  name: sharedNameContract,
  description: descriptionContract.optional(),
  agentId: idContract,
  config: configContract.partial().optional(),
  isPublic: z.boolean().optional(),
})
export const updateDemoInput = createDemoInput
  .partial()
  .extend({ demoId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Demo = z.infer<typeof demoContract>
export type PublicDemo = z.infer<typeof publicDemoContract>
export type DemoPage = z.infer<typeof demoPageContract>
export type DemoRefInput = z.infer<typeof demoRefInput>
export type ListDemosInput = z.infer<typeof listDemosInput>
export type CreateDemoInput = z.infer<typeof createDemoInput>
export type UpdateDemoInput = z.infer<typeof updateDemoInput>
