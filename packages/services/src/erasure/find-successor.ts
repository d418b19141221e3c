import { Member } from '@parley/db'
import type { Types } from 'mongoose'

/** Who has what an erased person had in an organization that goes on: its longest-standing other owner. */
export async function findSuccessor(
  organizationId: Types.ObjectId,
  erased: Types.ObjectId,
): Promise<Types.ObjectId | null> {
  const filter = { organizationId, role: 'owner' as const, userId: { $ne: erased } }
  const owner = await Member.findOne(filter, { userId: 1 }).sort({ _id: 1 }).lean()
  return owner?.userId ?? null
}
