import type { Usage } from '@parley/contracts'
import { UsageRecord, User } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { usdFromMicros } from '../money.ts'
import { objectId } from '../object-id.ts'
import { monthOf, remainingMicros } from './month-rules.ts'
import { sumOfGroup, totalOfGroups, type UsageGroup, usageSums } from './usage-sum.ts'

/** What the signed-in person used this calendar month, in every organization, and what is left of the allowance. */
export async function getUsage({ ctx }: { ctx: Pick<MemberContext, 'actor' | 'now'> }): Promise<Usage> {
  const at = ctx.now()
  const { from, to } = monthOf(at)
  const userId = objectId(ctx.actor.userId)
  const [user, groups] = await Promise.all([
    User.findOne({ _id: userId }, { usage: 1 }).lean(),
    UsageRecord.aggregate<UsageGroup<string>>([
      { $match: { userId, at: { $gte: from, $lt: to }, state: 'settled' } },
      { $group: { _id: '$model', ...usageSums } },
      { $sort: { costMicros: -1, _id: 1 } },
    ]),
  ])
  if (!user?.usage) throw new NotFoundError('account')
  return {
    periodStart: from.toISOString(),
    periodEnd: to.toISOString(),
    allowanceUsd: usdFromMicros(user.usage.monthlyAllowanceMicros),
    remainingUsd: usdFromMicros(remainingMicros(user.usage, at)),
    total: totalOfGroups(groups),
    models: groups.map((group) => ({ model: group._id, ...sumOfGroup(group) })),
  }
}
