import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract, jsonContract } from './scalars.ts'
import {
  changesSomething,
  jsonSchemaContract,
  NOTHING_TO_CHANGE,
  pageInput,
  sharedNameContract,
} from './shared-things.ts'

const capabilitiesContract = z.strictObject({
  chatCompletion: z.boolean(),
  textCompletion: z.boolean(),
  embeddings: z.boolean(),
  functionCalling: z.boolean(),
})

/** A service that answers with models. The built-in ones belong to the installation and are changed by nobody. */
export const providerContract = z.object({
  id: idContract,
  name: z.string(),
  displayName: z.string(),
  apiBaseUrl: z.string(),
  supportedModels: z.array(z.string()),
  capabilities: capabilitiesContract,
  configurationSchema: z.record(z.string(), jsonContract).optional(),
  isActive: z.boolean(),
  isBuiltIn: z.boolean(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const providerPageContract = pageContract(providerContract)
export const providerRefInput = z.strictObject({ providerId: idContract })
export const listProvidersInput = z.strictObject(pageInput)
export const createProviderInput = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single dashes.')
    .max(50),
  displayName: sharedNameContract,
  apiBaseUrl: z.url({ protocol: /^https?$/, error: 'Give the whole address, with https://.' }).max(500),
  supportedModels: z.array(z.string().trim().min(1).max(200)).max(200).optional(),
  capabilities: capabilitiesContract.partial().optional(),
  configurationSchema: jsonSchemaContract.optional(),
  isActive: z.boolean().optional(),
})
export const updateProviderInput = createProviderInput
  .partial()
  .extend({ providerId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Provider = z.infer<typeof providerContract>
export type ProviderPage = z.infer<typeof providerPageContract>
export type ProviderRefInput = z.infer<typeof providerRefInput>
export type ListProvidersInput = z.infer<typeof listProvidersInput>
export type CreateProviderInput = z.infer<typeof createProviderInput>
export type UpdateProviderInput = z.infer<typeof updateProviderInput>
