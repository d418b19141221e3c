import { databaseHandle, Member, type MemberRecord, Organization } from '@parley/db'
import type { Types } from 'mongoose'
import { findHome } from './personal-organization.ts'
import { readSessionToken } from './read-session-token.ts'
import type { SessionActor } from './session-actor.ts'

interface FoundSession {
  _id: Types.ObjectId
  userId: Types.ObjectId
  expiresAt: Date
  activeOrganizationId?: Types.ObjectId | null
  /** In that organization. */
  memberships: Pick<MemberRecord, 'role'>[]
  /** That organization, if it was deleted. */
  deleted: unknown[]
}

type Membership = Pick<SessionActor, 'organizationId' | 'role'>

async function findMembership(userId: Types.ObjectId, organizationId: Types.ObjectId): Promise<Membership | null> {
  const [member, deleted] = await Promise.all([
    Member.findOne({ organizationId, userId }, { role: 1 }).lean(),
    Organization.exists({ _id: organizationId, deletedAt: { $exists: true } }),
  ])
  return membershipOf(organizationId, member, deleted !== null)
}

/** Null for who is no member (any more). A deleted organization lets in only its owners, who may still restore it. */
function membershipOf(
  organizationId: Types.ObjectId,
  member: Pick<MemberRecord, 'role'> | null | undefined,
  isDeleted: boolean,
): Membership | null {
  if (!member || (isDeleted && member.role !== 'owner')) return null
  return { organizationId: organizationId.toHexString(), role: member.role }
}

/**
 * One indexed read on each request: the session by its token, with the membership and whether its organization was deleted. A session whose
 * organization no longer lets its user in acts where a sign-in would.
 */
export function createActorReader(options: { cookieName: string; secret: string; now: () => Date }) {
  return async function readActor(headers: Headers): Promise<SessionActor | null> {
    const token = readSessionToken(headers, options)
    if (token === null) return null
    const session = await findSession(token)
    if (!session?.activeOrganizationId || session.expiresAt <= options.now()) return null
    const { activeOrganizationId, memberships, deleted } = session
    const membership =
      membershipOf(activeOrganizationId, memberships[0], deleted.length > 0) ??
      (await findMembershipAtHome(session.userId))
    return membership && { userId: session.userId.toHexString(), ...membership, sessionId: session._id.toHexString() }
  }
}

async function findSession(token: string): Promise<FoundSession | null> {
  const found = databaseHandle()
    .db.collection('sessions')
    .aggregate<FoundSession>([
      { $match: { token } },
      { $project: { userId: 1, expiresAt: 1, activeOrganizationId: { $toObjectId: '$activeOrganizationId' } } },
      {
        $lookup: {
          from: 'members',
          localField: 'userId',
          foreignField: 'userId',
          let: { active: '$activeOrganizationId' },
          pipeline: [{ $match: { $expr: { $eq: ['$organizationId', '$$active'] } } }, { $project: { role: 1 } }],
          as: 'memberships',
        },
      },
      {
        $lookup: {
          from: 'organizations',
          localField: 'activeOrganizationId',
          foreignField: '_id',
          pipeline: [{ $match: { deletedAt: { $exists: true } } }, { $project: { _id: 1 } }],
          as: 'deleted',
        },
      },
    ])
  return found.next()
}

async function findMembershipAtHome(userId: Types.ObjectId): Promise<Membership | null> {
  const home = await findHome(userId)
  return home && findMembership(userId, home)
}
