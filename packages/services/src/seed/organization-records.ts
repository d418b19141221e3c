import { AuditEvent, type KeyRing, Organization, PlatformIntegration } from '@parley/db'
import { agentRecords, makeAgents } from './agent-records.ts'
import { SeedDays } from './analytics-records.ts'
import type { SeedOrganization } from './company.ts'
import { conversationRecords } from './conversation-records.ts'
import { LeadConversations } from './lead-conversations.ts'
import { leadIdOf, leadRecords } from './lead-records.ts'
import { MonthSpend } from './month-spend.ts'
import { membersOf, personRecords, type SeedMember } from './people-records.ts'
import { sampleConversationRecords } from './sample-conversation.ts'
import { PARTS, seedIds } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'
import { deploymentIdOf, projectIdOf, sharedRecords } from './shared-records.ts'
import { ticketRecords } from './ticket-records.ts'

const DAY_MS = 86_400_000
/** The company is a little older than its conversations. */
export const FOUNDED_DAYS_AGO = 120

export const organizationIdOf = (slug: string) => seedIds(`organization:${slug}`).own

/** Everything of one organization of the seed. */
export function* organizationRecords(
  organization: SeedOrganization,
  options: { now: Date; passwordHash: string; keys: KeyRing },
): Generator<SeedRecord> {
  const { slug, name, description, account, conversationCount } = organization
  const { now, passwordHash, keys } = options
  const organizationId = organizationIdOf(slug)
  const at = new Date(now.getTime() - FOUNDED_DAYS_AGO * DAY_MS)
  const members = membersOf(organization)
  const ownerId = idOfRole(members, 'owner')
  const agents = makeAgents(organization.agentNames, slug)
  yield recordOf(Organization, at, {
    _id: organizationId,
    slug,
    name,
    description,
    ownerId,
    settings: { defaultAgentId: agents[0]?._id, timeZone: account.timeZone },
  })
  const projectId = projectIdOf(slug)
  yield* sharedRecords({ organizationId, slug, keys, agents }, at)
  for (const [index, agent] of agents.entries()) {
    const friendlyName = index === 1 ? { friendlyName: deploymentIdOf(slug) } : {}
    yield* agentRecords(agent, { organizationId, projectId, ownerId, ...friendlyName }, at)
    yield recordOf(AuditEvent, at, {
      _id: seedIds(`agent:${agent._id.toHexString()}`).part(PARTS.audit, 0),
      organizationId,
      actorId: ownerId,
      action: 'agents.publish',
      target: {
        type: 'AgentVersion',
        id: seedIds(`agent:${agent._id.toHexString()}`).part(PARTS.version, agent.version),
      },
      after: { agentId: agent._id, version: agent.version },
      changedPaths: ['agentId', 'version'],
      at,
      requestId: 'seed',
    })
  }
  yield pastConnection(organization, idOfRole(members, 'admin'), at)
  const leadCount = Math.ceil(conversationCount / 10)
  const tenant: SeedTenant = {
    organizationId,
    path: slug,
    writers: members.filter(({ role }) => role !== 'viewer').map(({ userId }) => userId),
    agents,
    leadIds: Array.from({ length: leadCount }, (_, number) => leadIdOf(slug, number, leadCount)),
    account,
    payer: 'user',
    hasVisitors: true,
  }
  const spend = new MonthSpend(now)
  yield* spend.watch(ticketRecords(tenant, now))
  if (organization.hasSample) yield* sampleConversationRecords(tenant)
  const met = new LeadConversations()
  yield* met.watch(spend.watch(tenantRecords(tenant, conversationCount, now)))
  yield* leadRecords({ organizationId, slug, met }, leadCount, now)
  for (const member of members) {
    yield* personRecords({ ...member, spentMicros: spend.of(member.userId) }, organizationId, passwordHash, { at, now })
  }
}

/** A tenant's conversations, and its days counted. */
export function* tenantRecords(tenant: SeedTenant, count: number, now: Date): Generator<SeedRecord> {
  const days = new SeedDays()
  for (let number = 0; number < count; number += 1) yield* conversationRecords(tenant, number, count, now, days)
  yield* days.records(tenant.organizationId, tenant.path, now)
}

function idOfRole(members: readonly SeedMember[], role: SeedMember['role']) {
  const member = members.find((one) => one.role === role)
  if (!member) throw new Error(`The organization has no ${role}`)
  return member.userId
}

/** A connection that was ended: its row stays, its tokens are gone. One that works can only be made with the platform. */
function pastConnection({ slug, account }: SeedOrganization, userId: SeedMember['userId'], at: Date): SeedRecord {
  const { accountId, accountName, currency, timeZone } = account
  return recordOf(PlatformIntegration, at, {
    _id: seedIds(`connection:${slug}`).own,
    organizationId: organizationIdOf(slug),
    userId,
    platform: 'google_analytics',
    grantKey: `seed:${slug}`,
    isConnected: false,
    isSandbox: true,
    credentials: { scope: [] },
    platformData: { accountId, accounts: [{ accountId, name: accountName, currency, timeZone }] },
    connectedAt: at,
    status: 'revoked',
  })
}
