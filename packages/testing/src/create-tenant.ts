import { randomUUID } from 'node:crypto'
import { ensureMarketingAssistant, Member, Organization, User } from '@parley/db'
import type { Actor, Role } from '@parley/services'
import { Types } from 'mongoose'

export interface TestTenant {
  organizationId: string
  agentId: string
  owner: Actor
}

/** A fresh user of an organization, as the server would read it from a session. */
export async function createMember(organizationId: string, role: Role = 'member'): Promise<Actor> {
  const userId = new Types.ObjectId()
  await User.create([{ _id: userId, name: 'Ada Marketer', email: `${randomUUID()}@example.test` }])
  await Member.create([{ organizationId, userId, role }])
  return { userId: userId.toHexString(), organizationId, role, sessionId: new Types.ObjectId().toHexString() }
}

/** A fresh organization with its owner and its marketing assistant, shared with no other test. */
export async function createTenant(): Promise<TestTenant> {
  const organization = new Types.ObjectId()
  const organizationId = organization.toHexString()
  const owner = await createMember(organizationId, 'owner')
  const ownerId = new Types.ObjectId(owner.userId)
  await Organization.create([{ _id: organization, name: 'Example Ltd', slug: `example-${organizationId}`, ownerId }])
  const agentId = await ensureMarketingAssistant({ organizationId: organization, ownerId })
  return { organizationId, agentId: agentId.toHexString(), owner }
}
