import { Agent } from '@parley/db'
import type { Types } from 'mongoose'

/** Of two moments that are nearer than this only the first is written: a busy agent's document is left in peace. */
const PRECISION_MS = 60_000

/** Says that an agent has just answered or run. In no transaction, as others may be changing the agent. */
export async function markAgentActive(
  organizationId: Types.ObjectId,
  agentId: Types.ObjectId,
  at: Date,
): Promise<void> {
  const stale = { $not: { $gt: new Date(at.getTime() - PRECISION_MS) } } // also where it never was active
  await Agent.updateOne(
    { _id: agentId, organizationId, lastActiveAt: stale },
    { $set: { lastActiveAt: at } },
    { timestamps: false },
  )
}
