import type { ModelUsage } from '@parley/assistant'
import { UsageRecord, withTransaction } from '@parley/db'
import { countKeyUse } from '../api-keys/count-key-use.ts'
import type { VerbContext } from '../context.ts'
import { chargeUser } from '../usage/charge-user.ts'
import { type NewAttempt, usageOfAttempt } from './begin-attempt.ts'

/** Records what a model was paid for an attempt that was never written: the ledger counts what was asked, not what was kept. */
export async function recordUnheard(
  { log }: Pick<VerbContext, 'log'>,
  attempt: NewAttempt,
  spent: Promise<ModelUsage | null>,
): Promise<void> {
  const { userId, apiKeyId, messageId, at } = attempt
  try {
    const usage = await spent
    if (!usage) return
    await withTransaction(async (session) => {
      await UsageRecord.create([{ ...usageOfAttempt(attempt), ...usage, state: 'settled' }], { session })
      if (apiKeyId) await countKeyUse(apiKeyId, usage.inputTokens + usage.outputTokens, at, session)
      await chargeUser(userId.toHexString(), usage.costMicros, at, session)
    })
  } catch (err) {
    log.error({ err, messageId: messageId.toHexString() }, 'What an unwritten attempt spent could not be recorded')
  }
}
