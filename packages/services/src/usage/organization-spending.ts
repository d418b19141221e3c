import { UsageRecord } from '@parley/db'
import type { Types } from 'mongoose'

/** How old a sum may be. */
const FRESH_MS = 30_000

/** Of so many organizations this process keeps one. */
const MAX_KEPT = 1000

interface Kept {
  from: number
  readAt: number
  micros: Promise<number>
}

/** By organization, the one read longest ago first. */
const kept = new Map<string, Kept>()

/**
 * What an organization's calls of models cost in a month, in micro-dollars, those under way as far as that is known; unknown prices are 0.
 * Up to 30 s old: a sum over its ledger is not made for every answer.
 */
export function spendingOf(organizationId: Types.ObjectId, month: { from: Date; to: Date }, at: Date): Promise<number> {
  const key = organizationId.toHexString()
  const [from, readAt] = [month.from.getTime(), at.getTime()]
  const known = kept.get(key)
  if (known?.from === from && Math.abs(readAt - known.readAt) < FRESH_MS) return known.micros
  const micros = readSpending(organizationId, month)
  // What failed is read again.
  micros.catch(() => kept.delete(key))
  kept.delete(key)
  kept.set(key, { from, readAt, micros })
  const [oldest] = kept.size > MAX_KEPT ? kept.keys() : []
  if (oldest !== undefined) kept.delete(oldest)
  return micros
}

async function readSpending(organizationId: Types.ObjectId, { from, to }: { from: Date; to: Date }): Promise<number> {
  const [sum] = await UsageRecord.aggregate<{ costMicros: number }>([
    { $match: { organizationId, at: { $gte: from, $lt: to }, state: { $in: ['settled', 'reserved'] } } },
    { $group: { _id: null, costMicros: { $sum: '$costMicros' } } },
  ])
  return sum?.costMicros ?? 0
}
