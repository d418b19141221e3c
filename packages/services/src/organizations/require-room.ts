import { Agent, Member, Organization } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { WriteContext } from '../audit/audited-write.ts'
import { QuotaError } from '../errors.ts'
import { limitsFromRecord } from './limits.ts'
import { loadOrganization } from './load-organization.ts'

const COUNT_OF = {
  members: (organizationId: Types.ObjectId, session: ClientSession) =>
    Member.countDocuments({ organizationId }, { session }),
  agents: (organizationId: Types.ObjectId, session: ClientSession) =>
    Agent.countDocuments({ organizationId, status: { $ne: 'archived' } }, { session }),
}

/** Throws QuotaError where the organization has as many as it may; to be asked in the transaction that makes one more. */
export async function requireRoom(
  { actor, now }: Pick<WriteContext, 'actor' | 'now'>,
  kind: 'members' | 'agents',
  session: ClientSession,
): Promise<void> {
  const organization = await loadOrganization(actor, session)
  const limit = limitsFromRecord(organization)[kind]
  if (limit === null) return
  // Two who make the last one at once both write this, so that one of them sees the other's.
  await Organization.updateOne({ _id: organization._id }, { $set: { updatedAt: now() } }, { session })
  if ((await COUNT_OF[kind](organization._id, session)) < limit) return
  throw new QuotaError(
    `The limit of ${kind} is reached`,
    `Your organization may have ${limit} ${kind}, and has as many. Remove one first, or ask an owner to raise the limit.`,
  )
}
