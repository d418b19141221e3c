import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'
import { changesSomething, NOTHING_TO_CHANGE, pageInput } from './shared-things.ts'

/** The name in an address: small letters, digits and single hyphens between them. */
export const friendlyNameContract = z
  .string()
  .max(63, 'Keep the name under 64 characters.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single hyphens between them.')

/** As browsers send it: scheme, host and port, and nothing after. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  return (
    origin === text && (protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname)))
  )
}

const originsContract = z
  .array(z.string().max(300).refine(isOrigin, 'An origin is https:// and a host, such as https://www.example.com.'))
  .max(20)

const rateLimitContract = z.strictObject({ requestsPerMinute: z.int().min(1).max(10_000) })

/** A published version of an agent at `POST /api/agents/:friendlyName/run`. */
export const deploymentContract = z.object({
  friendlyName: z.string(),
  agentId: idContract,
  agentVersion: z.int().positive(),
  /** The sites whose pages may run it without signing in, when its agent is public. */
  origins: z.array(z.string()),
  rateLimit: rateLimitContract,
  isActive: z.boolean(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const deploymentPageContract = pageContract(deploymentContract)
export const deploymentRefInput = z.strictObject({ friendlyName: friendlyNameContract })
export const listDeploymentsInput = z.strictObject({ agentId: idContract.optional(), ...pageInput })

const changeable = {
  /** Default: the version published last. */
  agentVersion: z.int().positive().optional(),
  origins: originsContract.optional(),
  rateLimit: rateLimitContract.optional(),
  isActive: z.boolean().optional(),
}
export const createDeploymentInput = z.strictObject({
  /** Default: the agent's own. */
  friendlyName: friendlyNameContract.optional(),
  agentId: idContract,
  ...changeable,
})
/** The name is the deployment: another name is another deployment. */
export const updateDeploymentInput = z
  .strictObject({ friendlyName: friendlyNameContract, ...changeable })
  .refine(changesSomething, NOTHING_TO_CHANGE)

export type Deployment = z.infer<typeof deploymentContract>
export type DeploymentPage = z.infer<typeof deploymentPageContract>
export type DeploymentRefInput = z.infer<typeof deploymentRefInput>
export type ListDeploymentsInput = z.infer<typeof listDeploymentsInput>
export type CreateDeploymentInput = z.infer<typeof createDeploymentInput>
export type UpdateDeploymentInput = z.infer<typeof updateDeploymentInput>
