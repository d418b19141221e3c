import type { SummarizeUsageInput, UsageSummary } from '@parley/contracts'
import { UsageRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { sumOfGroup, totalOfGroups, type UsageGroup, usageSums } from './usage-sum.ts'

const GROUP_KEYS = {
  model: '$model',
  agent: { $toString: '$agentId' },
  user: { $toString: '$userId' },
  day: { $dateToString: { date: '$at', format: '%Y-%m-%d' } },
}

/** Rows beyond these are only in the total. */
const MAX_ROWS = 1000

/** What the organization used in a period, for its admins and owners. */
export async function summarizeUsage({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: SummarizeUsageInput
}): Promise<UsageSummary> {
  requireAdmin(ctx.actor)
  const groups = await UsageRecord.aggregate<UsageGroup>([
    {
      $match: {
        organizationId: objectId(ctx.actor.organizationId),
        at: { $gte: new Date(input.from), $lt: new Date(input.to) },
        state: 'settled',
        ...(input.model !== undefined && { model: input.model }),
      },
    },
    { $group: { _id: GROUP_KEYS[input.groupBy], ...usageSums } },
    { $sort: input.groupBy === 'day' ? { _id: 1 } : { costMicros: -1, _id: 1 } },
  ])
  return {
    total: totalOfGroups(groups),
    rows: groups.slice(0, MAX_ROWS).map((group) => ({ key: group._id, ...sumOfGroup(group) })),
  }
}
