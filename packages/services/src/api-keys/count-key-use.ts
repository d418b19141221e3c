import { ApiKey } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'

/** What apiKeys.list shows of a key's use, in the transaction that settles it in the ledger. */
export async function countKeyUse(
  apiKeyId: Types.ObjectId,
  tokens: number,
  at: Date,
  session: ClientSession,
): Promise<void> {
  await ApiKey.updateOne(
    { _id: apiKeyId },
    {
      $inc: { 'usageStats.totalRequests': 1, 'usageStats.totalTokens': tokens },
      $max: { 'usageStats.lastUsedAt': at },
    },
    { session, timestamps: false },
  )
}
