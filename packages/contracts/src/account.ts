import { z } from 'zod'
import { idContract, instantContract } from './scalars.ts'

/** account.startDemo: the demo's organization and when its sign-in ends. The session arrives as a cookie. */
export const startDemoOutput = z.object({ organizationId: idContract, expiresAt: instantContract })

/** The name of a feature flag; no name that every object has already. */
const featureNameContract = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]{0,63}$/, 'A flag is named by a small letter, then up to 63 letters and digits.')
  .refine((name) => !(name in {}), 'This name means something else already.')

const featureValueContract = z.union([z.boolean(), z.number(), z.string().max(1000), z.null()], {
  error: 'A value is true, false, null, a number, or a text of at most 1,000 characters.',
})

const MAX_FEATURES = 100

/** A person's feature flags and configuration values. */
export const featuresContract = z
  .record(featureNameContract, featureValueContract)
  .refine((features) => Object.keys(features).length <= MAX_FEATURES, `A person has at most ${MAX_FEATURES} flags.`)

/** For whoever runs the installation: flags to set for the person with this address; without a value, to take away. */
export const updateFeaturesInput = z.strictObject({
  email: z.string().trim().toLowerCase().min(1),
  changes: z.array(z.strictObject({ name: featureNameContract, value: featureValueContract.optional() })),
})

/** account.get: who is signed in, where, and what this installation runs on. */
export const accountContract = z.object({
  user: z.object({ id: idContract, name: z.string(), email: z.string() }),
  organization: z.object({ id: idContract, name: z.string() }),
  role: z.enum(['owner', 'admin', 'member', 'viewer']),
  /** Set in a demo: when its sign-in ends. */
  demoExpiresAt: instantContract.nullable(),
  /** True while the answers come from the sandbox model. */
  /** What is switched on for them, set by whoever runs the installation. */
  features: featuresContract,
  isSandboxModel: z.boolean(),
  modelName: z.string(),
})

/** account.export: where the ZIP is downloaded (GET, signed in alike), and how many records of which collection it holds. */
export const accountExportContract = z.object({
  downloadPath: z.string(),
  records: z.record(z.string(), z.int().nonnegative()),
})

export type Features = z.infer<typeof featuresContract>
export type UpdateFeaturesInput = z.infer<typeof updateFeaturesInput>
export type Account = z.infer<typeof accountContract>
export type AccountExport = z.infer<typeof accountExportContract>
export type StartedDemo = z.infer<typeof startDemoOutput>
