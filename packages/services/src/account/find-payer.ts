import { Organization } from '@parley/db'
import type { Types } from 'mongoose'

/** Who the usage ledger says pays for a turn. */
export async function findPayer(organizationId: Types.ObjectId): Promise<'user' | 'demo'> {
  const organization = await Organization.findOne({ _id: organizationId }, { demoExpiresAt: 1 }).lean()
  return organization?.demoExpiresAt ? 'demo' : 'user'
}
