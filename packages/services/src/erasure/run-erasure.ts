import { randomUUID } from 'node:crypto'
import type { ErasureReceipt } from '@parley/contracts'
import { Erasure } from '@parley/db'
import type { Types } from 'mongoose'
import { objectId } from '../object-id.ts'
import { erasePerson, purgeWholeOrganizations } from './apply-rules.ts'
import { clearTraces } from './clear-traces.ts'
import { completeErasure } from './complete-erasure.ts'
import { countLeftovers } from './count-leftovers.ts'
import { type ErasureContext, type ErasureRun, noteProgress, takeErasure } from './erasure-run.ts'
import { revokeGrants } from './revoke-grants.ts'
import { personOf, subjectOf } from './subject.ts'

const NOTHING_READ = { documents: 0, traced: 0, newOrganizationIds: [] }

/** Traces that are there again after so many readings are being written by someone. */
const MAX_READINGS = 5

/**
 * Goes on with an erasure from where it stands, to its end: grants, then every collection by its rule, then a reading of the whole
 * database until one finds nothing, then the receipt. Null while another run has it. A run may die anywhere: the next one repeats no more
 * than one batch, and counts it once.
 */
export async function runErasure(ctx: ErasureContext, erasureId: Types.ObjectId): Promise<ErasureReceipt | null> {
  const runId = randomUUID()
  const erasure = await takeErasure(erasureId, runId, ctx.now())
  if (!erasure) return null
  const run: ErasureRun = { ctx, erasureId, runId, subject: subjectOf(erasure) }
  const isDone = new Set(erasure.doneSteps)
  const step = async (name: string, work: () => Promise<void>) => {
    if (isDone.has(name)) return
    await work()
    await noteProgress(run, { doneStep: name })
  }
  try {
    await step('revoke', () => revokeAll(run))
    await step('organizations', () => purgeWholeOrganizations(run))
    await step('person', () => erasePerson(run))
    const documents = await readUntilClean(run)
    return await completeErasure(run, documents)
  } catch (error) {
    // So that the next run need not wait for the lease to end; where it is another's by now it stays.
    await Erasure.updateOne({ _id: erasureId, ownerId: runId }, { $set: { leaseExpiresAt: ctx.now() } }).catch(
      (err: unknown) => ctx.log.warn({ err }, 'The lease of an erasure could not be given back'),
    )
    throw error
  }
}

async function revokeAll(run: ErasureRun): Promise<void> {
  const person = personOf(run.subject)
  for (const id of run.subject.wholeOrganizationIds) await revokeGrants(run, { organizationId: objectId(id) })
  for (const organizationId of person?.organizationIds ?? [])
    await revokeGrants(run, { organizationId, userId: person?.userId })
}

/** How many documents the reading saw that found nothing. What was written meanwhile goes by the rules once more. */
async function readUntilClean(run: ErasureRun): Promise<number> {
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const person = personOf(run.subject)
    const { documents, traced, newOrganizationIds } = person ? await clearTraces(run, person) : NOTHING_READ
    const leftovers = await countLeftovers(run.subject)
    if (traced + leftovers === 0) return documents
    if (newOrganizationIds.length > 0) {
      const sharedOrganizationIds = [...run.subject.sharedOrganizationIds, ...newOrganizationIds]
      run.subject = { ...run.subject, sharedOrganizationIds }
      await noteProgress(run, { subject: run.subject })
    }
    if (leftovers > 0) await purgeWholeOrganizations(run)
    if (newOrganizationIds.length > 0) await erasePerson(run)
  }
  throw new Error('What is being erased is being written again and again')
}
