import { type AgentVersion, agentVersionContract } from '@parley/contracts'
import type { AgentVersionRecord } from '@parley/db'

export function agentVersionFromRecord(record: AgentVersionRecord): AgentVersion {
  return {
    id: record._id.toHexString(),
    agentId: record.agentId.toHexString(),
    version: record.version,
    snapshot: agentVersionContract.shape.snapshot.parse(record.snapshot),
    publishedAt: record.publishedAt.toISOString(),
    publishedBy: record.publishedBy.toHexString(),
  }
}
