import { z } from 'zod'
import { idContract, instantContract } from './scalars.ts'

/** account.startDemo: the demo's organization and when its sign-in ends. The session arrives as a cookie. */
export const startDemoOutput = z.object({ organizationId: idContract, expiresAt: instantContract })

/** account.get: who is signed in, where, and what this installation runs on. */
export const accountContract = z.object({
  user: z.object({ id: idContract, name: z.string(), email: z.string() }),
  organization: z.object({ id: idContract, name: z.string() }),
  role: z.enum(['owner', 'admin', 'member', 'viewer']),
  /** Set in a demo: when its sign-in ends. */
  demoExpiresAt: instantContract.nullable(),
  /** True while the answers come from the sandbox model. */
  isSandboxModel: z.boolean(),
  modelName: z.string(),
})

/** account.export: where the ZIP is downloaded (GET, signed in alike), and how many records of which collection it holds. */
export const accountExportContract = z.object({
  downloadPath: z.string(),
  records: z.record(z.string(), z.int().nonnegative()),
})

export type Account = z.infer<typeof accountContract>
export type AccountExport = z.infer<typeof accountExportContract>
export type StartedDemo = z.infer<typeof startDemoOutput>
