import type { Deployment } from '@parley/contracts'
import type { DeploymentRecord } from '@parley/db'

export function deploymentFromRecord(record: DeploymentRecord): Deployment {
  return {
    friendlyName: record._id,
    agentId: record.agentId.toHexString(),
    agentVersion: record.agentVersion,
    origins: record.origins,
    rateLimit: { requestsPerMinute: record.rateLimit?.requestsPerMinute ?? 60 },
    isActive: record.isActive,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}
