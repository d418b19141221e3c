import { Agent, Member, Organization } from '@parley/db'
import type { Types } from 'mongoose'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import type { SeedAgent, SeedTenant } from './seed-tenant.ts'

/** The account of the sandbox that reports in a demo speak of. */
const ACCOUNT = {
  accountId: '401000001',
  accountName: 'Nordlicht Bikes',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
}

export interface ExistingTenant {
  organizationId: string
  /** Default: the organization's oldest active agent. */
  agentId?: string
  /** Whose some of the conversations are, as a visitor of the site. */
  leadId?: string
}

/** An organization that is there already, as the seed writes conversations into it. */
export async function readTenant({ organizationId, agentId, leadId }: ExistingTenant): Promise<SeedTenant> {
  const _id = objectId(organizationId)
  const [organization, members, agent] = await Promise.all([
    Organization.findOne({ _id }, { demoExpiresAt: 1, ownerId: 1 }).lean(),
    Member.find({ organizationId: _id, role: { $ne: 'viewer' } }, { userId: 1 })
      .sort({ _id: 1 })
      .lean(),
    findAgent(_id, agentId),
  ])
  if (!organization) throw new NotFoundError('organization')
  if (!agent) throw new NotFoundError('agent')
  return {
    organizationId: _id,
    path: organizationId,
    writers: members.map(({ userId }) => userId),
    agents: [agent],
    leadIds: leadId === undefined ? [] : [objectId(leadId)],
    account: ACCOUNT,
    payer: organization.demoExpiresAt ? 'demo' : 'user',
    hasVisitors: leadId !== undefined,
  }
}

async function findAgent(organizationId: Types.ObjectId, agentId: string | undefined): Promise<SeedAgent | null> {
  const projection = { version: 1 } as const
  if (agentId !== undefined) return Agent.findOne({ _id: objectId(agentId), organizationId }, projection).lean()
  return Agent.findOne({ organizationId, status: 'active' }, projection).sort({ createdAt: 1 }).lean()
}
