import { JobRun } from '@parley/db'
import type { Job, JobCounts } from './job.ts'

/** A running job says so this often … */
export const JOB_HEARTBEAT_MS = 20_000
/** … and is taken for dead when it has not for this long. */
const JOB_LEASE_MS = 60_000

type Outcome =
  | { outcome: 'succeeded'; counts: JobCounts }
  | { outcome: 'failed'; error: string }
  | { outcome: 'stopped' }

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000
}

const leaseFrom = (at: Date) => new Date(at.getTime() + JOB_LEASE_MS)

/** Takes the job for this server. False while another holds it. */
export async function takeJob({ name, everyMs }: Job, ownerId: string, at: Date): Promise<boolean> {
  const state = {
    ownerId,
    leaseExpiresAt: leaseFrom(at),
    startedAt: at,
    nextRunAt: new Date(at.getTime() + everyMs),
    outcome: 'running' as const,
  }
  const isFree = { _id: name, $or: [{ leaseExpiresAt: { $exists: false } }, { leaseExpiresAt: { $lte: at } }] }
  try {
    const { matchedCount, upsertedCount } = await JobRun.updateOne(
      isFree,
      { $set: state, $unset: { error: 1 } },
      { upsert: true },
    )
    return matchedCount + upsertedCount === 1
  } catch (error) {
    // The record is there and does not match: someone holds it.
    if (isDuplicate(error)) return false
    throw error
  }
}

/** False when the lease is another's by now. */
export async function renewJob(name: string, ownerId: string, startedAt: Date, at: Date): Promise<boolean> {
  const update = { $set: { leaseExpiresAt: leaseFrom(at) } }
  return (await JobRun.updateOne({ _id: name, ownerId, startedAt }, update)).matchedCount === 1
}

/** Notes how it went and gives the lease back; nothing where it is another's by now. */
export async function finishJob(
  name: string,
  ownerId: string,
  startedAt: Date,
  finished: Outcome & { at: Date },
): Promise<void> {
  const { at, ...outcome } = finished
  await JobRun.updateOne(
    { _id: name, ownerId, startedAt },
    { $set: { ...outcome, finishedAt: at }, $unset: { leaseExpiresAt: 1 } },
  )
}
