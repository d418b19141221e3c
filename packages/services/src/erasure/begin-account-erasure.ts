import { databaseHandle, Erasure, Member, Organization, UsageRecord, User, withTransaction } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import { ConflictError, NotFoundError } from '../errors.ts'
import { subjectHash } from './erasure-keys.ts'
import type { ErasureContext } from './erasure-run.ts'
import type { ErasureSubject } from './subject.ts'

type Affiliation = { organizationId: Types.ObjectId; becomes: 'shared' | 'whole' }

/**
 * Writes down whom to erase and takes the person's sign-ins and memberships away, at once: from then on nobody acts as them. Throws
 * ConflictError while they are the only owner of an organization with others in it, or one of theirs is under legal hold. With `isReplay`
 * neither counts: another member becomes owner. An erasure that was begun before is gone on with.
 */
export async function beginAccountErasure(
  ctx: ErasureContext,
  userId: Types.ObjectId,
  { isReplay }: { isReplay: boolean },
): Promise<Types.ObjectId> {
  const hash = subjectHash(ctx.keys, userId.toHexString())
  const earlier = await Erasure.findOne({ subjectHash: hash, state: 'running' }, { _id: 1 }).lean()
  if (earlier) return earlier._id
  const user = await User.findOne({ _id: userId }, { name: 1, email: 1, provider: 1 }).lean()
  if (!user) throw new NotFoundError('account')
  const { db } = databaseHandle()
  const accounts = await db
    .collection('accounts')
    .find({ userId }, { projection: { accountId: 1 } })
    .toArray()
  const [used, owned]: Types.ObjectId[][] = await Promise.all([
    UsageRecord.distinct('organizationId', { userId }),
    // An owner who left is still named by the organization.
    Organization.distinct('_id', { ownerId: userId }),
  ])
  return withTransaction(async (session) => {
    const affiliations = await leaveOrganizations(ctx, userId, { isReplay }, session)
    const idsOf = (becomes: Affiliation['becomes']) =>
      affiliations.filter((one) => one.becomes === becomes).map(({ organizationId }) => organizationId.toHexString())
    const whole = idsOf('whole')
    const formerly = [...(used ?? []), ...(owned ?? [])]
      .map((id) => id.toHexString())
      .filter((id) => !whole.includes(id))
    const shared = [...new Set([...idsOf('shared'), ...formerly])]
    const isNamesake = await hasNamesake(user, shared, session)
    const subject: ErasureSubject = {
      person: {
        userId: userId.toHexString(),
        email: user.email,
        ...(isFullName(user.name) && !isNamesake && { name: user.name }),
        accountIds: accounts.map(({ accountId }) => String(accountId)),
      },
      sharedOrganizationIds: shared,
      wholeOrganizationIds: whole,
      keepsTotals: user.provider !== 'demo',
    }
    const sessions = await db.collection('sessions').deleteMany({ userId }, { session })
    const at = ctx.now()
    const counts = { sessions: sessions.deletedCount, members: affiliations.length }
    // A completed one of the same account is from before a restore.
    const erasure = await Erasure.findOneAndUpdate(
      { subjectHash: hash },
      {
        $set: { kind: 'account', state: 'running', subject, doneSteps: [], counts, leaseExpiresAt: at, startedAt: at },
        $unset: { receipt: 1, completedAt: 1, ownerId: 1 },
      },
      { session, upsert: true, returnDocument: 'after', projection: { _id: 1 } },
    ).lean()
    if (!erasure) throw new Error('The erasure was not written down')
    return erasure._id
  })
}

/** A single word may be anyone's, or a word of the language. */
function isFullName(name: string): boolean {
  return /\p{L}{2,}\s+\p{L}{2,}/u.test(name)
}

async function hasNamesake(
  { _id, name }: { _id: Types.ObjectId; name: string },
  organizationIds: readonly string[],
  session: ClientSession,
): Promise<boolean> {
  const members = await Member.find({ organizationId: { $in: organizationIds } }, { userId: 1 }, { session }).lean()
  const others = members.map(({ userId }) => userId).filter((userId) => !userId.equals(_id))
  return (await User.exists({ _id: { $in: others }, name }).session(session)) !== null
}

async function leaveOrganizations(
  ctx: ErasureContext,
  userId: Types.ObjectId,
  { isReplay }: { isReplay: boolean },
  session: ClientSession,
): Promise<Affiliation[]> {
  const affiliations: Affiliation[] = []
  for (const { organizationId, role } of await Member.find({ userId }, null, { session }).lean()) {
    // Two owners who leave at once both write this, so that one of them sees that the other is gone.
    const organization = await Organization.findOneAndUpdate(
      { _id: organizationId },
      { $set: { updatedAt: ctx.now() } },
      { session, projection: { name: 1, legalHold: 1, deletedAt: 1 } },
    ).lean()
    if (organization?.legalHold && !isReplay) throw new ConflictError('Legal hold', HELD)
    const others = await Member.find({ organizationId, userId: { $ne: userId } }, null, { session })
      .sort({ _id: 1 })
      .lean()
    const isLastOwner = role === 'owner' && !others.some((other) => other.role === 'owner')
    const isShared = organization !== null && !organization.deletedAt && others.length > 0
    if (isShared && isLastOwner) {
      if (!isReplay) throw new ConflictError('The only owner of a shared organization', onlyOwnerOf(organization.name))
      const heir = others.find((other) => other.role === 'admin') ?? others[0]
      await Member.updateOne({ _id: heir?._id }, { $set: { role: 'owner' } }, { session })
    }
    affiliations.push({ organizationId, becomes: isShared ? 'shared' : 'whole' })
  }
  await Member.deleteMany({ userId }, { session })
  return affiliations
}

const HELD =
  'An organization you belong to must keep its records for now (legal hold), so your account cannot be erased yet.'

function onlyOwnerOf(name: string): string {
  return `You are the only owner of ${name}. Make someone else an owner, or delete the organization, then erase your account.`
}
