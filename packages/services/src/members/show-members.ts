import type { Member } from '@parley/contracts'
import { type MemberRecord, User } from '@parley/db'
import { NotFoundError } from '../errors.ts'

/** With the names of their people. */
export async function showMembers(members: readonly MemberRecord[]): Promise<Member[]> {
  const users = await User.find({ _id: { $in: members.map(({ userId }) => userId) } }, { name: 1, email: 1 }).lean()
  const byId = new Map(users.map((user) => [user._id.toHexString(), user]))
  return members.map(({ _id, userId, role }) => {
    const user = byId.get(userId.toHexString())
    return {
      id: _id.toHexString(),
      userId: userId.toHexString(),
      name: user?.name ?? '',
      email: user?.email ?? '',
      role,
    }
  })
}

export async function showMember(member: MemberRecord): Promise<Member> {
  const [shown] = await showMembers([member])
  if (!shown) throw new NotFoundError('member')
  return shown
}
