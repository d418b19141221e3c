import { Erasure, type ErasureRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { JobContext } from '../jobs/job.ts'
import type { ErasureSubject } from './subject.ts'

/** What an erasure needs of the world. */
export type ErasureContext = Pick<JobContext, 'now' | 'log' | 'keys' | 'connectors' | 'erasures'>

/** A run that says nothing for so long is taken for dead. */
const LEASE_MS = 60_000

/** One run of an erasure: it holds the lease, and every write of it says so again. */
export interface ErasureRun {
  ctx: ErasureContext
  erasureId: Types.ObjectId
  /** This run, as the lease names it. */
  runId: string
  subject: ErasureSubject
}

export const leaseFrom = (at: Date) => new Date(at.getTime() + LEASE_MS)

/** Takes an erasure that is not done for this run; null while another has it, or it is done. */
export async function takeErasure(erasureId: Types.ObjectId, runId: string, at: Date): Promise<ErasureRecord | null> {
  return Erasure.findOneAndUpdate(
    { _id: erasureId, state: 'running', leaseExpiresAt: { $lte: at } },
    { $set: { ownerId: runId, leaseExpiresAt: leaseFrom(at) } },
    { returnDocument: 'after' },
  ).lean()
}

interface Progress {
  counts?: { [collection: string]: number }
  doneStep?: string
  subject?: ErasureSubject
}

/** Notes what was done, in the transaction that did it, and renews the lease. Throws when the lease is another's by now. */
export async function noteProgress(run: ErasureRun, progress: Progress, session?: ClientSession): Promise<void> {
  const { counts, doneStep, subject } = progress
  const { matchedCount } = await Erasure.updateOne(
    { _id: run.erasureId, ownerId: run.runId, state: 'running' },
    {
      $set: { leaseExpiresAt: leaseFrom(run.ctx.now()), ...(subject && { subject }) },
      ...(counts && { $inc: countPaths(counts) }),
      ...(doneStep !== undefined && { $addToSet: { doneSteps: doneStep } }),
    },
    { ...(session && { session }) },
  )
  if (matchedCount === 0) throw new Error('The erasure is another run’s by now')
}

function countPaths(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`counts.${name}`, count]))
}
