import { AuditEvent, Conversation } from '@parley/db'
import { createMember, createTenant, createWriteContext, type TestTenant } from '@parley/testing'
import { Types } from 'mongoose'
import { beforeEach, expect, test } from 'vitest'
import { ForbiddenError, InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { listConversationFigures } from './list-conversation-figures.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await createTenant()
})

type Input = Parameters<typeof listConversationFigures>[0]['input']
const list = (input: Input = {}, actor = tenant.owner) =>
  listConversationFigures({ ctx: createWriteContext(actor), input })
const at = (day: number) => new Date(Date.UTC(2031, 2, day))

async function add(day: number, fields: Record<string, unknown> = {}): Promise<string> {
  const _id = new Types.ObjectId()
  await Conversation.create([
    {
      _id,
      organizationId: objectId(tenant.organizationId),
      userId: objectId(tenant.owner.userId),
      ownerKey: tenant.owner.userId,
      agentId: objectId(tenant.agentId),
      agentVersion: 2,
      title: 'Secret plans',
      startedAt: at(day),
      lastMessageAt: at(day + 1),
      ...fields,
    },
  ])
  return _id.toHexString()
}

test('has figures and whose it is, and nothing of what was said', async () => {
  const counted = { messageCount: 4, totalTokensUsed: 900, estimatedCostMicros: 1_500_000, isCostPartial: true }
  const id = await add(1, { ...counted, status: 'ended', endedAt: at(2), channel: 'email', tags: ['Secret'] })
  const visitors = await add(2, { userId: undefined, visitorId: 'v', ownerKey: 'v', isCostPartial: true })
  const { items, nextCursor } = await list()
  expect(nextCursor).toBeNull()
  expect(items.map((item) => item.id)).toEqual([visitors, id])
  expect(items[0]).toMatchObject({ userId: null, costUsd: null, isCostPartial: true, endedAt: null })
  expect(items[1]).toEqual({
    id,
    userId: tenant.owner.userId,
    leadId: null,
    agentId: tenant.agentId,
    agentVersion: 2,
    channel: 'email',
    status: 'ended',
    startedAt: at(1).toISOString(),
    endedAt: at(2).toISOString(),
    lastMessageAt: at(2).toISOString(),
    messageCount: 4,
    totalTokensUsed: 900,
    costUsd: 1.5,
    isCostPartial: true,
  })
})

test('by status, channel, agent, lead and when it began; deleted ones never', async () => {
  const [agentId, leadId] = [new Types.ObjectId(), new Types.ObjectId()]
  const archived = await add(1, { status: 'archived' })
  const spoken = await add(2, { channel: 'voice' })
  const ofAgent = await add(3, { agentId, status: 'ended' })
  const ofLead = await add(4, { leadId, channel: 'voice', agentId })
  await add(5, { status: 'deleted', channel: 'voice', agentId, leadId })
  const ids = async (input: Input) => (await list(input)).items.map(({ id }) => id)
  expect(await ids({})).toEqual([ofLead, ofAgent, spoken, archived])
  expect(await ids({ status: 'archived' })).toEqual([archived])
  expect(await ids({ channel: 'voice' })).toEqual([ofLead, spoken])
  expect(await ids({ agentId: agentId.toHexString() })).toEqual([ofLead, ofAgent])
  expect(await ids({ agentId: agentId.toHexString(), status: 'ended' })).toEqual([ofAgent])
  expect(await ids({ leadId: leadId.toHexString() })).toEqual([ofLead])
  expect(await ids({ from: at(2).toISOString(), to: at(4).toISOString() })).toEqual([ofAgent, spoken])
  const cursor = (await list({ limit: 2 })).nextCursor
  expect(await ids({ cursor, from: at(2).toISOString() })).toEqual([spoken])
})

test.each([1, 3, 100])('paged by %i gives each once, the last begun first, also of the same moment', async (limit) => {
  const added: string[] = []
  for (let index = 0; index < 12; index += 1) {
    const status = (['active', 'ended', 'archived'] as const)[index % 3]
    added.push(await add(Math.floor(index / 4), { status }))
  }
  const seen: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list({ limit, ...(cursor !== undefined && { cursor }) })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(added.toReversed())
})

test('is for admins and owners, of their own organization, and each reading is audited by its filter', async () => {
  await add(1)
  const admin = await createMember(tenant.organizationId, 'admin')
  expect((await list({ channel: 'chat', limit: 1 }, admin)).items).toHaveLength(1)
  for (const role of ['member', 'viewer'] as const) {
    await expect(list({}, await createMember(tenant.organizationId, role))).rejects.toThrow(ForbiddenError)
  }
  await expect(list({ cursor: 'x' })).rejects.toThrow(InvalidInputError)
  const events = await AuditEvent.find({ organizationId: tenant.organizationId }).lean()
  expect(events).toMatchObject([{ action: 'analytics.listConversations', before: null, changedPaths: [] }])
  expect(events[0]).toMatchObject({ actorId: objectId(admin.userId), after: { channel: 'chat' } })
  expect((await list({}, (await createTenant()).owner)).items).toEqual([])
})
