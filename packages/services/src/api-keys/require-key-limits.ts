import { ApiKey, UsageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { ConflictError } from '../errors.ts'
import { type KeyUse, keyRefusal } from './key-limits.ts'

const MINUTE_MS = 60_000

/** Throws LimitError when a key has reached one of its limits, ConflictError when it is gone or switched off. The ledger counts, so every server counts alike. */
export async function requireKeyLimits(
  organizationId: Types.ObjectId,
  apiKeyId: Types.ObjectId,
  at: Date,
): Promise<void> {
  const [key, use] = await Promise.all([
    ApiKey.findOne({ _id: apiKeyId, organizationId }, { isActive: 1, rateLimits: 1 }).lean(),
    countUse(apiKeyId, at),
  ])
  if (!key?.isActive)
    throw new ConflictError('The key is gone', "This agent's model key is switched off. Ask an admin to check it.")
  const refusal = keyRefusal(key.rateLimits ?? {}, use)
  if (refusal) throw refusal
}

async function countUse(apiKeyId: Types.ObjectId, at: Date): Promise<KeyUse> {
  const minuteAgo = new Date(at.getTime() - MINUTE_MS)
  const midnight = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()))
  const since = minuteAgo < midnight ? minuteAgo : midnight
  const tokens = { $add: ['$inputTokens', '$outputTokens'] }
  const inLastMinute = { $gte: ['$at', minuteAgo] }
  const [use] = await UsageRecord.aggregate<KeyUse>([
    { $match: { apiKeyId, at: { $gte: since } } },
    {
      $group: {
        _id: null,
        requestsLastMinute: { $sum: { $cond: [inLastMinute, 1, 0] } },
        tokensLastMinute: { $sum: { $cond: [inLastMinute, tokens, 0] } },
        tokensToday: { $sum: { $cond: [{ $gte: ['$at', midnight] }, tokens, 0] } },
      },
    },
  ])
  return use ?? { requestsLastMinute: 0, tokensLastMinute: 0, tokensToday: 0 }
}
