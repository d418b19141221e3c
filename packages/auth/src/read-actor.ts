import { databaseHandle, Member, Organization } from '@parley/db'
import { Types } from 'mongoose'
import { findHome } from './personal-organization.ts'
import { readSessionToken } from './read-session-token.ts'
import type { SessionActor } from './session-actor.ts'

interface SessionRecord {
  _id: Types.ObjectId
  userId: Types.ObjectId
  expiresAt: Date
  activeOrganizationId?: string
}

type Membership = Pick<SessionActor, 'organizationId' | 'role'>

/** Null for who is no member (any more). A deleted organization lets in only its owners, who may still restore it. */
async function findMembership(userId: Types.ObjectId, organizationId: Types.ObjectId): Promise<Membership | null> {
  const [member, deleted] = await Promise.all([
    Member.findOne({ organizationId, userId }, { role: 1 }).lean(),
    Organization.exists({ _id: organizationId, deletedAt: { $exists: true } }),
  ])
  if (!member || (deleted && member.role !== 'owner')) return null
  return { organizationId: organizationId.toHexString(), role: member.role }
}

/**
 * Indexed reads on each request: the session by its token, then the membership and whether its organization was deleted. A session whose
 * organization no longer lets its user in acts where a sign-in would.
 */
export function createActorReader(options: { cookieName: string; secret: string; now: () => Date }) {
  return async function readActor(headers: Headers): Promise<SessionActor | null> {
    const token = readSessionToken(headers, options)
    if (token === null) return null
    const sessions = databaseHandle().db.collection<SessionRecord>('sessions')
    const session = await sessions.findOne(
      { token },
      { projection: { userId: 1, expiresAt: 1, activeOrganizationId: 1 } },
    )
    if (!session?.activeOrganizationId || session.expiresAt <= options.now()) return null
    const active = new Types.ObjectId(session.activeOrganizationId)
    const membership = (await findMembership(session.userId, active)) ?? (await findMembershipAtHome(session.userId))
    return membership && { userId: session.userId.toHexString(), ...membership, sessionId: session._id.toHexString() }
  }
}

async function findMembershipAtHome(userId: Types.ObjectId): Promise<Membership | null> {
  const home = await findHome(userId)
  return home && findMembership(userId, home)
}
