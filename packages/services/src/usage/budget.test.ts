import { randomUUID } from 'node:crypto'
import { Conversation, UsageRecord } from '@parley/db'
import { ask, createMember, createTenant, recordQueries, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishAgent } from '../agents/publish-agent.ts'
import { updateAgent } from '../agents/update-agent.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { createDeployment } from '../deployments/create-deployment.ts'
import { QuotaError } from '../errors.ts'
import { continueMessage } from '../messages/continue-message.ts'
import { regenerateMessage } from '../messages/regenerate-message.ts'
import { stopMessage } from '../messages/stop-message.ts'
import { objectId } from '../object-id.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { createProject } from '../projects/create-project.ts'
import { createPrompt } from '../prompts/create-prompt.ts'
import { runPrompt } from '../prompts/run-prompt.ts'
import { prepareDeploymentRun } from '../runs/prepare-deployment-run.ts'
import { createTicket } from '../tickets/create-ticket.ts'
import { getTicket } from '../tickets/get-ticket.ts'
import { runNextTickets } from '../tickets/run-next-tickets.ts'
import { getUsage } from './get-usage.ts'

const NOON = new Date('2046-06-15T12:00:00Z')
const SITE = 'https://shop.example'

let at = NOON
let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld({ now: () => at })
})
afterAll(() => world.close())

const later = (seconds: number) => {
  at = new Date(at.getTime() + seconds * 1000)
}

const spend = (organizationId: string, costUsd: number, change: object = {}) =>
  UsageRecord.create([
    {
      organizationId: objectId(organizationId),
      payer: 'organization',
      model: 'gpt-a',
      costMicros: costUsd * 1_000_000,
      state: 'settled',
      at,
      ...change,
    },
  ])

/** An organization with a limit of ten dollars a month, in the middle of one. */
async function begin(limits: { monthlyCostUsd: number | null } = { monthlyCostUsd: 10 }) {
  at = NOON
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  await updateOrganization({ ctx, input: { limits } })
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
  return { ...tenant, ctx, conversationId, ask: () => ask(ctx, conversationId, 'Hello') }
}

test('below the limit an answer is given, at it none; an owner raises it at once', async () => {
  const { ctx, organizationId, conversationId, ask } = await begin()
  await spend(organizationId, 9.5)
  await ask()
  await spend(organizationId, 0.5)
  later(30)
  await expect(ask()).rejects.toThrow(QuotaError)
  await expect(ask()).rejects.toMatchObject({ userMessage: expect.stringContaining('renewed on 2046-07-01') })
  expect((await Conversation.findById(conversationId).lean())?.messageCount).toBe(2)
  await updateOrganization({ ctx, input: { limits: { monthlyCostUsd: 10.01 } } })
  await ask()
})

test('without a limit nothing is asked of the ledger before an answer, with one once in 30 s', async () => {
  const { ctx, ask } = await begin({ monthlyCostUsd: null })
  const sums = async (work: () => Promise<unknown>) => {
    const asked = await recordQueries(async () => {
      await work()
    })
    return asked.filter(({ collection, method }) => collection === 'usagerecords' && method === 'aggregate').length
  }
  expect(await sums(ask)).toBe(0)
  await updateOrganization({ ctx, input: { limits: { monthlyCostUsd: 10 } } })
  expect(await sums(ask)).toBe(1)
  later(29)
  expect(await sums(ask)).toBe(0)
  later(1)
  expect(await sums(ask)).toBe(1)
})

describe('what counts', () => {
  test('is what is settled or under way in the month of the organization’s time zone, and nobody else’s', async () => {
    const { ctx, organizationId, ask } = await begin()
    const { organizationId: other } = await createTenant()
    await updateOrganization({ ctx, input: { timeZone: 'Pacific/Auckland' } })
    await spend(other, 100)
    await spend(organizationId, 50, { at: new Date('2046-05-31T11:59:59Z') })
    await spend(organizationId, 50, { at: new Date('2046-06-30T12:00:00Z') })
    await spend(organizationId, 50, { state: 'released' })
    await spend(organizationId, 50, { costMicros: null })
    await ask()
    await spend(organizationId, 4, { at: new Date('2046-05-31T12:00:00Z') })
    await spend(organizationId, 4, { at: new Date('2046-06-30T11:59:59Z') })
    await spend(organizationId, 2, { state: 'reserved' })
    later(30)
    await expect(ask()).rejects.toThrow(QuotaError)
    expect((await getUsage({ ctx })).organization).toEqual({
      periodStart: '2046-05-31T12:00:00.000Z',
      periodEnd: '2046-06-30T12:00:00.000Z',
      limitUsd: 10,
      spentUsd: 10,
    })
  })

  test('begins anew with the month', async () => {
    const { organizationId, ask } = await begin()
    at = new Date('2046-06-30T23:59:50Z')
    await spend(organizationId, 10)
    await expect(ask()).rejects.toThrow(QuotaError)
    at = new Date('2046-07-01T00:00:00Z')
    await ask()
  })

  test('is told to admins and owners, whether there is a limit or not, and to nobody else', async () => {
    const { organizationId } = await begin({ monthlyCostUsd: null })
    await spend(organizationId, 3)
    const usageOf = async (role: 'admin' | 'member') =>
      (await getUsage({ ctx: world.contextOf(await createMember(organizationId, role)) })).organization
    expect(await usageOf('admin')).toMatchObject({ limitUsd: null, spentUsd: 3 })
    expect(await usageOf('member')).toBeNull()
  })
})

describe('where the month is spent, no model is asked', () => {
  const spent = async () => {
    const world = await begin()
    const answer = await world.ask()
    const stopped = await send(world.ctx, world.conversationId, 'More')
    await stopMessage({
      ctx: world.ctx,
      input: { conversationId: world.conversationId, messageId: stopped.assistantMessage.id },
    })
    await spend(world.organizationId, 10)
    later(30)
    return { ...world, answer, stopped: stopped.assistantMessage }
  }

  test('for an answer again, or the rest of one', async () => {
    const { ctx, conversationId, answer, stopped } = await spent()
    const input = { conversationId, messageId: answer.id, clientMessageId: randomUUID() }
    await expect(regenerateMessage({ ctx, input })).rejects.toThrow(QuotaError)
    await expect(continueMessage({ ctx, input: { conversationId, messageId: stopped.id } })).rejects.toThrow(QuotaError)
  })

  test('for a run, whoever asks, and without figures for a site’s visitors', async () => {
    const { ctx, owner, agentId } = await spent()
    await updateAgent({ ctx, input: { agentId, isPublic: true } })
    await publishAgent({ ctx, input: { agentId } })
    const friendlyName = `budget-${randomUUID()}`
    await createDeployment({ ctx, input: { agentId, friendlyName, origins: [SITE] } })
    for (const actor of [owner, null]) {
      const input = { friendlyName, input: 'Hello', origin: SITE }
      const run = prepareDeploymentRun({ ctx: { ...ctx, actor, countRun: async () => undefined }, input })
      await expect(run).rejects.toMatchObject({
        code: 'PAYMENT_REQUIRED',
        userMessage: expect.not.stringMatching(/\$|10/),
      })
    }
  })

  test('for a ticket, whose error says so, or a prompt', async () => {
    const { ctx, agentId } = await spent()
    const { id: ticketId } = await createTicket({ ctx, input: { agentId, input: 'Hello' } })
    expect(await runNextTickets({ ctx, signal: new AbortController().signal })).toEqual({ failed: 1 })
    expect((await getTicket({ ctx, input: { ticketId } })).error).toContain('budget for this month is used up')
    const { id: projectId } = await createProject({ ctx, input: { name: 'P' } })
    const { id: promptId } = await createPrompt({ ctx, input: { title: 'P', content: 'Hello', projectId } })
    await expect(runPrompt({ ctx, input: { promptId, agentId } })).rejects.toThrow(QuotaError)
  })
})

test('a limit of nothing allows nothing', async () => {
  const { ask } = await begin({ monthlyCostUsd: 0 })
  await expect(ask()).rejects.toThrow(QuotaError)
})
