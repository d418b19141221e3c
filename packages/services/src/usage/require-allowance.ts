import { User } from '@parley/db'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { allowanceRefusal } from './month-rules.ts'

/** Throws QuotaError when a person has spent this month's allowance. */
export async function requireAllowance(userId: string, at: Date): Promise<void> {
  const user = await User.findOne({ _id: objectId(userId) }, { usage: 1 }).lean()
  if (!user?.usage) throw new NotFoundError('account')
  const refusal = allowanceRefusal(user.usage, at)
  if (refusal) throw refusal
}
