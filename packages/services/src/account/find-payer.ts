import { Organization, type OrganizationRecord } from '@parley/db'
import type { Types } from 'mongoose'

/** Who the usage ledger says pays for a turn. */
export async function findPayer(organizationId: Types.ObjectId): Promise<'user' | 'demo'> {
  return payerOf(await Organization.findOne({ _id: organizationId }, { demoExpiresAt: 1 }).lean())
}

export function payerOf(organization: Pick<OrganizationRecord, 'demoExpiresAt'> | null): 'user' | 'demo' {
  return organization?.demoExpiresAt ? 'demo' : 'user'
}
