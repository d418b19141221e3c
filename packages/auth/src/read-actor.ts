import { databaseHandle, Member, Organization } from '@parley/db'
import { Types } from 'mongoose'
import { readSessionToken } from './read-session-token.ts'
import type { SessionActor } from './session-actor.ts'

interface SessionRecord {
  _id: Types.ObjectId
  userId: Types.ObjectId
  expiresAt: Date
  activeOrganizationId?: string
}

/** Indexed reads on each request: the session by its token, then the membership and whether its organization was deleted. */
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
    const organizationId = new Types.ObjectId(session.activeOrganizationId)
    const [member, deleted] = await Promise.all([
      Member.findOne({ organizationId, userId: session.userId }, { role: 1 }).lean(),
      Organization.exists({ _id: organizationId, deletedAt: { $exists: true } }),
    ])
    if (!member) return null
    // Its owners may still restore it.
    if (deleted && member.role !== 'owner') return null
    return {
      userId: session.userId.toHexString(),
      organizationId: session.activeOrganizationId,
      role: member.role,
      sessionId: session._id.toHexString(),
    }
  }
}
