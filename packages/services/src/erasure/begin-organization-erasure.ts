import { Erasure, Organization } from '@parley/db'
import type { Types } from 'mongoose'
import { subjectHash } from './erasure-keys.ts'
import type { ErasureContext } from './erasure-run.ts'
import type { ErasureSubject } from './subject.ts'

/** Writes down which organization to purge; its people stay. An erasure that was begun before is gone on with. Null where it is gone. */
export async function beginOrganizationErasure(
  ctx: ErasureContext,
  organizationId: Types.ObjectId,
): Promise<Types.ObjectId | null> {
  const hash = subjectHash(ctx.keys, organizationId.toHexString())
  const earlier = await Erasure.findOne({ subjectHash: hash, state: 'running' }, { _id: 1 }).lean()
  if (earlier) return earlier._id
  if (!(await Organization.exists({ _id: organizationId }))) return null
  const subject: ErasureSubject = {
    person: null,
    sharedOrganizationIds: [],
    wholeOrganizationIds: [organizationId.toHexString()],
    keepsTotals: true,
  }
  const at = ctx.now()
  const erasure = await Erasure.findOneAndUpdate(
    { subjectHash: hash },
    {
      $set: { kind: 'organization', state: 'running', subject, doneSteps: [], leaseExpiresAt: at, startedAt: at },
      $unset: { receipt: 1, completedAt: 1, ownerId: 1, counts: 1 },
    },
    { upsert: true, returnDocument: 'after', projection: { _id: 1 } },
  ).lean()
  if (!erasure) throw new Error('The erasure was not written down')
  return erasure._id
}
