import { DEFAULT_PAGE_LIMIT, type ListUsageInput, type UsageRecordPage, type UsageRecordView } from '@parley/contracts'
import { UsageRecord, type UsageRecordData } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { usdOrNull } from '../money.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { olderThan } from '../paging/older-than.ts'
import { pageOf } from '../paging/page-of.ts'

/** The signed-in person's own calls of models, the newest first. */
export async function listUsage({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListUsageInput
}): Promise<UsageRecordPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const found = await UsageRecord.find({
    userId: objectId(ctx.actor.userId),
    state: 'settled',
    ...(input.cursor != null && olderThan('at', parseInstantCursor(input.cursor))),
  })
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, recordView, ({ at, _id: id }) => formatInstantCursor({ at, id }))
}

function recordView(record: UsageRecordData): UsageRecordView {
  return {
    id: record._id.toHexString(),
    at: record.at.toISOString(),
    model: record.model,
    purpose: record.purpose ?? null,
    inputTokens: record.inputTokens,
    outputTokens: record.outputTokens,
    costUsd: usdOrNull(record.costMicros),
    isEstimated: record.isEstimated,
    agentId: record.agentId?.toHexString() ?? null,
    conversationId: record.conversationId?.toHexString() ?? null,
    messageId: record.messageId?.toHexString() ?? null,
  }
}
