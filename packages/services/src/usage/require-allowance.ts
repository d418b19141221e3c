import { User } from '@parley/db'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { allowanceRefusal } from './month-rules.ts'

/** The name of a person who has something left of this month's allowance. Throws QuotaError when it is spent. */
export async function requireAllowance(userId: string, at: Date): Promise<{ name: string }> {
  const user = await User.findOne({ _id: objectId(userId) }, { usage: 1, name: 1 }).lean()
  if (!user?.usage) throw new NotFoundError('account')
  const refusal = allowanceRefusal(user.usage, at)
  if (refusal) throw refusal
  return { name: user.name }
}
