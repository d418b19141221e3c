import { User } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { objectId } from '../object-id.ts'
import { monthOf } from './month-rules.ts'

/**
 * Takes a cost off what a person may still spend this month, in the transaction that settles it in the ledger. The first charge of a month
 * starts from the whole allowance again. An unknown price (null) takes nothing.
 */
export async function chargeUser(
  userId: string | undefined,
  costMicros: number | null,
  at: Date,
  session: ClientSession,
): Promise<void> {
  if (userId === undefined || !costMicros) return
  const isNewMonth = { $lt: ['$usage.lastResetAt', monthOf(at).from] }
  const left = { $cond: [isNewMonth, '$usage.monthlyAllowanceMicros', '$usage.spendRemainingMicros'] }
  await User.updateOne(
    { _id: objectId(userId) },
    [
      {
        $set: {
          'usage.spendRemainingMicros': { $subtract: [left, costMicros] },
          'usage.lastResetAt': { $cond: [isNewMonth, at, '$usage.lastResetAt'] },
        },
      },
    ],
    { session, updatePipeline: true },
  )
}
