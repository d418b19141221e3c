import { updateOrganizationInput } from '@parley/contracts'
import { Agent, Member, Organization, User } from '@parley/db'
import { createMember as createActor, createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { createAgent } from '../agents/create-agent.ts'
import { removeAgent } from '../agents/remove-agent.ts'
import { updateAgent } from '../agents/update-agent.ts'
import { listAudit } from '../audit/list-audit.ts'
import { ForbiddenError, QuotaError } from '../errors.ts'
import { createMember } from '../members/create-member.ts'
import { objectId } from '../object-id.ts'
import { getOrganization } from './get-organization.ts'
import { updateOrganization } from './update-organization.ts'

const NONE = { members: null, agents: null, monthlyCostUsd: null }

/** An organization of one person and one agent, with these limits. */
async function begin(limits: { members?: number; agents?: number } = {}) {
  const tenant = await createTenant()
  const ctx = createWriteContext(tenant.owner)
  if (Object.keys(limits).length > 0) await updateOrganization({ ctx, input: { limits } })
  const makeAgent = (name: string) => createAgent({ ctx, input: { name, type: 'task' } })
  const takeIn = async () => {
    const user = await User.findById((await createTenant()).owner.userId).lean()
    return createMember({ ctx, input: { email: user?.email ?? '', role: 'member' } })
  }
  return { ...tenant, ctx, makeAgent, takeIn }
}

test('there are none until an owner sets them, one by one; the change is in the audit', async () => {
  const { ctx } = await begin()
  expect((await getOrganization({ ctx })).limits).toEqual(NONE)
  const set = async (limits: object) => {
    const input = updateOrganizationInput.parse({ limits })
    return (await updateOrganization({ ctx, input })).limits
  }
  expect(await set({ members: 5, monthlyCostUsd: 12.5 })).toEqual({ members: 5, agents: null, monthlyCostUsd: 12.5 })
  expect(await set({ agents: 3, members: null })).toEqual({ members: null, agents: 3, monthlyCostUsd: 12.5 })
  expect(await set({ monthlyCostUsd: 0 })).toEqual({ members: null, agents: 3, monthlyCostUsd: 0 })
  const { items } = await listAudit({ ctx, input: { action: 'organizations.update' } })
  expect(items[1]).toMatchObject({
    before: { settings: { limits: { members: 5, agents: null, monthlyCostMicros: 12_500_000 } } },
    after: { settings: { limits: { members: null, agents: 3, monthlyCostMicros: 12_500_000 } } },
  })
})

test('admins see them and do not set them', async () => {
  const { organizationId } = await begin({ members: 5 })
  const admin = createWriteContext(await createActor(organizationId, 'admin'))
  await expect(updateOrganization({ ctx: admin, input: { limits: { members: null } } })).rejects.toThrow(ForbiddenError)
  expect((await getOrganization({ ctx: admin })).limits).toEqual({ ...NONE, members: 5 })
})

test.each([
  [{ members: 0 }],
  [{ agents: 1.5 }],
  [{ agents: '3' }],
  [{ monthlyCostUsd: -1 }],
  [{ monthlyCostUsd: Number.POSITIVE_INFINITY }],
  [{ monthlyCostMicros: 5 }],
])('%j is no limit', (limits) => {
  expect(updateOrganizationInput.safeParse({ limits }).success).toBe(false)
})

test('an organization stored before there were any has none', async () => {
  const { ctx, organizationId, makeAgent } = await begin()
  await Organization.collection.updateOne({ _id: objectId(organizationId) }, { $unset: { settings: 1 } })
  expect((await getOrganization({ ctx })).limits).toEqual(NONE)
  await makeAgent('One more')
  expect((await updateOrganization({ ctx, input: { limits: { agents: 2 } } })).limits.agents).toBe(2)
})

test('people are taken in up to the limit; those of other organizations do not count', async () => {
  const { ctx, organizationId, takeIn } = await begin({ members: 2 })
  await takeIn()
  await expect(takeIn()).rejects.toThrow(QuotaError)
  await expect(takeIn()).rejects.toMatchObject({ userMessage: expect.stringContaining('may have 2 members') })
  expect(await Member.countDocuments({ organizationId })).toBe(2)
  await updateOrganization({ ctx, input: { limits: { members: null } } })
  await takeIn()
})

test('agents are made up to the limit; archived ones make room, and count when they come back', async () => {
  const { ctx, agentId, makeAgent } = await begin({ agents: 2 })
  const { id } = await makeAgent('Second')
  await expect(makeAgent('Third')).rejects.toThrow(QuotaError)
  await Agent.updateOne({ _id: objectId(agentId) }, { $set: { status: 'archived' } })
  const third = await makeAgent('Third')
  await expect(updateAgent({ ctx, input: { agentId, status: 'active' } })).rejects.toThrow(QuotaError)
  await updateAgent({ ctx, input: { agentId: id, status: 'paused' } })
  await removeAgent({ ctx, input: { agentId: third.id } })
  expect(await updateAgent({ ctx, input: { agentId, status: 'active' } })).toMatchObject({ status: 'active' })
})

test('of several at once no more pass than there is room for', async () => {
  const { organizationId, makeAgent, takeIn } = await begin({ agents: 3, members: 2 })
  const agents = await Promise.allSettled(['A', 'B', 'C', 'D'].map(makeAgent))
  const people = await Promise.allSettled([takeIn(), takeIn(), takeIn()])
  expect(agents.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(people.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refused = [...agents, ...people].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  for (const reason of refused) expect(reason).toBeInstanceOf(QuotaError)
  expect(await Agent.countDocuments({ organizationId })).toBe(3)
  expect(await Member.countDocuments({ organizationId })).toBe(2)
})

test('a limit below what is there takes nothing away', async () => {
  const { ctx, organizationId, makeAgent, takeIn } = await begin()
  await makeAgent('Second')
  await takeIn()
  await updateOrganization({ ctx, input: { limits: { agents: 1, members: 1 } } })
  await expect(makeAgent('Third')).rejects.toThrow(QuotaError)
  expect(await Agent.countDocuments({ organizationId, status: 'active' })).toBe(2)
  expect(await Member.countDocuments({ organizationId })).toBe(2)
})
