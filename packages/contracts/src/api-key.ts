import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'
import { changesSomething, NOTHING_TO_CHANGE, pageInput, sharedNameContract } from './shared-things.ts'

const limitOf = z.int().min(1).max(1_000_000_000).nullable()

const rateLimitsContract = z.strictObject({
  requestsPerMinute: limitOf,
  tokensPerMinute: limitOf,
  dailyTokenLimit: limitOf,
})

/** A provider's key, kept encrypted: of itself only the last four characters are ever shown. A limit of null is none. */
export const apiKeyContract = z.object({
  id: idContract,
  name: z.string(),
  providerId: idContract,
  projectId: idContract,
  lastFour: z.string(),
  isActive: z.boolean(),
  usageStats: z.object({
    totalRequests: z.int().nonnegative(),
    totalTokens: z.int().nonnegative(),
    lastUsedAt: instantContract.nullable(),
  }),
  rateLimits: rateLimitsContract,
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const apiKeyPageContract = pageContract(apiKeyContract)
export const apiKeyRefInput = z.strictObject({ apiKeyId: idContract })
export const listApiKeysInput = z.strictObject({
  projectId: idContract.optional(),
  providerId: idContract.optional(),
  ...pageInput,
})
export const createApiKeyInput = z.strictObject({
  name: sharedNameContract,
  providerId: idContract,
  projectId: idContract,
  /** The secret itself. */
  key: z.string().regex(/^[\x21-\x7e]{8,500}$/, 'Paste the whole key: 8 to 500 characters without spaces.'),
  isActive: z.boolean().optional(),
  rateLimits: rateLimitsContract.partial().optional(),
})
/** A new `key` takes the place of the former one. */
export const updateApiKeyInput = createApiKeyInput
  .omit({ providerId: true })
  .partial()
  .extend({ apiKeyId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type ApiKey = z.infer<typeof apiKeyContract>
export type ApiKeyPage = z.infer<typeof apiKeyPageContract>
export type ApiKeyRefInput = z.infer<typeof apiKeyRefInput>
export type ListApiKeysInput = z.infer<typeof listApiKeysInput>
export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>
export type UpdateApiKeyInput = z.infer<typeof updateApiKeyInput>
