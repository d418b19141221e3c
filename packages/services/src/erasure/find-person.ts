import { databaseHandle, Member, UsageRecord, User } from '@parley/db'
import type { Types } from 'mongoose'
import { NotFoundError } from '../errors.ts'
import type { Person } from './subject.ts'

/** A person as the rules look for them, in every organization they are in or used a model in. Throws NotFoundError. */
export async function findPerson(userId: Types.ObjectId): Promise<Person> {
  const user = await User.findOne({ _id: userId }, { name: 1, email: 1 }).lean()
  if (!user) throw new NotFoundError('account')
  const accounts = databaseHandle()
    .db.collection('accounts')
    .find({ userId }, { projection: { accountId: 1 } })
  const ids: Types.ObjectId[] = [
    ...(await Member.distinct('organizationId', { userId })),
    ...(await UsageRecord.distinct('organizationId', { userId })),
  ]
  return {
    userId,
    key: userId.toHexString(),
    email: user.email,
    name: user.name,
    accountIds: (await accounts.toArray()).map(({ accountId }) => String(accountId)),
    organizationIds: [...new Map(ids.map((id) => [id.toHexString(), id])).values()],
  }
}
