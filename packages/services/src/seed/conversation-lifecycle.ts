import type { MessageRecord } from '@parley/db'
import type { ConversationPlan } from './conversation-plan.ts'
import type { SeedExchangeMessages } from './exchange.ts'
import type { Random } from './random.ts'
import { PARTS } from './seed-id.ts'

const DAY_MS = 86_400_000

type Status = 'active' | 'ended' | 'archived' | 'deleted'

/** The older a conversation, the less it is still open. */
function statusOf(random: Random, daysAgo: number): Status {
  if (daysAgo > 60)
    return random.weighted<Status>([
      ['archived', 55],
      ['ended', 20],
      ['active', 20],
      ['deleted', 5],
    ])
  if (daysAgo > 14)
    return random.weighted<Status>([
      ['active', 45],
      ['ended', 35],
      ['archived', 15],
      ['deleted', 5],
    ])
  return random.weighted<Status>([
    ['active', 72],
    ['ended', 22],
    ['archived', 3],
    ['deleted', 3],
  ])
}

/** What became of a conversation after its last answer; one that waits for a connection stays open. */
export function lifecycleOf(plan: ConversationPlan, last: SeedExchangeMessages, now: Date) {
  const { random, channel, ids } = plan
  const saidAt = last.endedAt
  const later = (fromMs: number, toMs: number) =>
    new Date(Math.min(saidAt.getTime() + random.whole(fromMs, toMs), now.getTime()))
  const chosen = statusOf(random, (now.getTime() - saidAt.getTime()) / DAY_MS)
  const status = last.assistant.status === 'awaiting_connection' || plan.isLatest ? 'active' : chosen
  const wasEnded = status === 'ended' || (status !== 'active' && random.chance(0.5))
  const endedAt = wasEnded ? later(30_000, 600_000) : undefined
  // Only what was deleted lately: the rest is gone for good.
  const deletedAt =
    status === 'deleted'
      ? new Date(Math.max(saidAt.getTime(), now.getTime() - random.whole(1, 20) * DAY_MS))
      : undefined
  const archivedAt = status === 'archived' ? later(DAY_MS, 12 * DAY_MS) : undefined
  const hangsUp = endedAt !== undefined && (channel === 'voice' || channel === 'video')
  const closing = hangsUp ? [hangUp(ids.part(PARTS.message, 2 * plan.answers.length + 1), last, endedAt)] : []
  return {
    closing,
    lastMessageAt: hangsUp ? endedAt : saidAt,
    changedAt: deletedAt ?? archivedAt ?? endedAt ?? saidAt,
    fields: {
      status,
      ...((status === 'archived' || status === 'deleted') && { statusBefore: wasEnded ? 'ended' : 'active' }),
      ...(endedAt && { endedAt }),
      ...(archivedAt && { archivedAt }),
      ...(deletedAt && { deletedAt }),
    },
  }
}

function hangUp(_id: MessageRecord['_id'], last: SeedExchangeMessages, at: Date): MessageRecord {
  const text = 'The call has ended.'
  return {
    _id,
    seq: last.assistant.seq + 1,
    role: 'system',
    senderType: 'system',
    messageType: 'system',
    parts: [{ type: 'text', value: text }],
    text,
    createdAt: at,
    status: 'complete',
    functionCalls: [],
    attachments: [],
    metadata: { reactions: [] },
  }
}
