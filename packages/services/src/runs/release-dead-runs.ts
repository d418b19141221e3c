import { AgentExecution, UsageRecord, withTransaction } from '@parley/db'

/** Ends what a killed server left running: its reservation is released, its execution failed. How many there were. */
export async function releaseDeadRuns(at: Date, signal: AbortSignal): Promise<number> {
  let released = 0
  while (!signal.aborted) {
    const dead = await UsageRecord.findOne({
      state: 'reserved',
      leaseExpiresAt: { $lte: at },
      messageId: { $exists: false },
    }).lean()
    if (!dead) break
    await withTransaction(async (session) => {
      await UsageRecord.updateOne(
        { _id: dead._id, state: 'reserved' },
        { $set: { state: 'released' }, $unset: { leaseExpiresAt: 1 } },
        { session },
      )
      await AgentExecution.updateOne(
        { _id: dead._id, status: 'running' },
        { $set: { status: 'failed', error: 'The server ended during this run.', endedAt: at } },
        { session },
      )
    })
    released += 1
  }
  return released
}
