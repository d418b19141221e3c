import type { OrganizationRecord } from '@parley/db'
import { QuotaError } from '../errors.ts'
import { localMonthOf } from './month-rules.ts'
import { spendingOf } from './organization-spending.ts'

/**
 * Throws QuotaError where an organization has spent its limit of the month, in its time zone. Nothing is read where it has none. An answer
 * under way is never cut off, and the sum may be 30 s old, so a little more may be spent.
 */
export async function requireBudget(
  organization: Pick<OrganizationRecord, '_id' | 'settings'> | null,
  at: Date,
): Promise<void> {
  const limit = organization?.settings?.limits?.monthlyCostMicros
  if (!organization || limit == null) return
  const month = localMonthOf(at, organization.settings?.timeZone ?? 'UTC')
  if ((await spendingOf(organization._id, month, at)) < limit) return
  throw new QuotaError(
    "The organization's limit of the month is spent",
    `Your organization's budget for this month is used up. It is renewed on ${month.renewedOn}; an owner can raise the limit before. What was written stays readable.`,
  )
}
