import type { Usage } from '@parley/contracts'
import { UsageRecord, User } from '@parley/db'
import type { Actor } from '../actor.ts'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { usdFromMicros } from '../money.ts'
import { objectId } from '../object-id.ts'
import { limitsFromRecord } from '../organizations/limits.ts'
import { loadOrganization } from '../organizations/load-organization.ts'
import { localMonthOf, monthOf, remainingMicros } from './month-rules.ts'
import { spendingOf } from './organization-spending.ts'
import { sumOfGroup, totalOfGroups, type UsageGroup, usageSums } from './usage-sum.ts'

/**
 * What the signed-in person used this calendar month, in every organization, and what is left of the allowance. Admins and owners are told
 * of their organization's limit too.
 */
export async function getUsage({ ctx }: { ctx: Pick<MemberContext, 'actor' | 'now'> }): Promise<Usage> {
  const at = ctx.now()
  const { from, to } = monthOf(at)
  const userId = objectId(ctx.actor.userId)
  const [user, groups, organization] = await Promise.all([
    User.findOne({ _id: userId }, { usage: 1 }).lean(),
    UsageRecord.aggregate<UsageGroup<string>>([
      { $match: { userId, at: { $gte: from, $lt: to }, state: 'settled' } },
      { $group: { _id: '$model', ...usageSums } },
      { $sort: { costMicros: -1, _id: 1 } },
    ]),
    organizationUsage(ctx.actor, at),
  ])
  if (!user?.usage) throw new NotFoundError('account')
  return {
    periodStart: from.toISOString(),
    periodEnd: to.toISOString(),
    allowanceUsd: usdFromMicros(user.usage.monthlyAllowanceMicros),
    remainingUsd: usdFromMicros(remainingMicros(user.usage, at)),
    total: totalOfGroups(groups),
    models: groups.map((group) => ({ model: group._id, ...sumOfGroup(group) })),
    organization,
  }
}

async function organizationUsage(actor: Actor, at: Date): Promise<Usage['organization']> {
  if (actor.role !== 'admin' && actor.role !== 'owner') return null
  const organization = await loadOrganization(actor)
  const month = localMonthOf(at, organization.settings?.timeZone ?? 'UTC')
  return {
    periodStart: month.from.toISOString(),
    periodEnd: month.to.toISOString(),
    limitUsd: limitsFromRecord(organization).monthlyCostUsd,
    spentUsd: usdFromMicros(await spendingOf(organization._id, month, at)),
  }
}
