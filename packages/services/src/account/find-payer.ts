import { Organization, type OrganizationRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { requireBudget } from '../usage/require-budget.ts'

/** Who the usage ledger says pays for a turn. */
export async function findPayer(organizationId: Types.ObjectId): Promise<'user' | 'demo'> {
  return payerOf(await Organization.findOne({ _id: organizationId }, { demoExpiresAt: 1 }).lean())
}

/** The same before a model is asked. Throws QuotaError where the organization has spent its limit of the month. */
export async function requirePayer(organizationId: Types.ObjectId, at: Date): Promise<'user' | 'demo'> {
  const projection = { demoExpiresAt: 1, settings: { limits: 1, timeZone: 1 } }
  const organization = await Organization.findOne({ _id: organizationId }, projection).lean()
  await requireBudget(organization, at)
  return payerOf(organization)
}

export function payerOf(organization: Pick<OrganizationRecord, 'demoExpiresAt'> | null): 'user' | 'demo' {
  return organization?.demoExpiresAt ? 'demo' : 'user'
}
