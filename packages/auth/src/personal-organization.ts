import { ensureMarketingAssistant, Member, Organization, withTransaction } from '@parley/db'
import type { ClientSession } from 'mongodb'
import type { Types } from 'mongoose'

/** The organization a sign-in acts in: the one its user was given at sign-up. Null when a crash left the user without. */
async function findPersonalOrganization(userId: Types.ObjectId, session?: ClientSession) {
  return Organization.findOne({ slug: personalSlug(userId) }, { _id: 1 }, { session: session ?? null }).lean()
}

/** Unique in the index of slugs, so of two sign-ins that find none only one makes it. */
function personalSlug(userId: Types.ObjectId): string {
  return `personal-${userId.toHexString()}`
}

interface NewTenant {
  userId: Types.ObjectId
  organizationName: string
  /** Set for a demo: when it ends. */
  demoExpiresAt?: Date
}

/** Makes the personal organization, its owner's membership and the first agent. All within the caller's transaction. */
export async function createPersonalOrganization(tenant: NewTenant, session: ClientSession): Promise<Types.ObjectId> {
  const [organization] = await Organization.create(
    [
      {
        name: tenant.organizationName,
        slug: personalSlug(tenant.userId),
        ownerId: tenant.userId,
        ...(tenant.demoExpiresAt && { demoExpiresAt: tenant.demoExpiresAt }),
      },
    ],
    { session },
  )
  if (!organization) throw new Error('The organization was not created')
  await Member.create([{ organizationId: organization._id, userId: tenant.userId, role: 'owner' }], { session })
  await ensureMarketingAssistant({ organizationId: organization._id, ownerId: tenant.userId }, session)
  return organization._id
}

/** For those who were made members without ever signing up for themselves: the organization they belong to longest. */
async function findMembership(userId: Types.ObjectId, session?: ClientSession): Promise<Types.ObjectId | null> {
  const member = await Member.findOne({ userId }, { organizationId: 1 }, { session: session ?? null })
    .sort({ _id: 1 })
    .lean()
  return member?.organizationId ?? null
}

/** Where a sign-in of this user acts, if anywhere: the personal organization, else the one they belong to longest. */
export async function findHome(userId: Types.ObjectId, session?: ClientSession): Promise<Types.ObjectId | null> {
  const personal = await findPersonalOrganization(userId, session)
  return personal?._id ?? findMembership(userId, session)
}

/**
 * Where a sign-in acts: the user's personal organization, else one they are a member of. Made when there is neither: in `session` when a
 * transaction is running (sign-up), else in one of its own (a sign-in after a crash in between).
 */
export async function ensurePersonalOrganization(
  tenant: NewTenant,
  session: ClientSession | undefined,
): Promise<Types.ObjectId> {
  const home = await findHome(tenant.userId, session)
  if (home) return home
  if (session) return createPersonalOrganization(tenant, session)
  return withTransaction((own) => createPersonalOrganization(tenant, own))
}
