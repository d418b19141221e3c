import { randomUUID } from 'node:crypto'
import type { Actor } from '@parley/services'
import { createAttachment, createConversation, createDemo, createTicket } from '@parley/services'
import {
  apiContextOf,
  ask,
  createMember,
  createTenant,
  startTestWorld,
  type TestTenant,
  type TestWorld,
} from '@parley/testing'
import { connectGoogle, consentToGoogle, type SandboxPlatforms, startTestPlatforms } from '@parley/testing/platforms'
import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeError } from './api-error.ts'
import { appRouter } from './app-router.ts'

/** Who needs no session. Every other procedure refuses strangers. */
const PUBLIC = ['account.startDemo', 'demos.getPublic']

type ProcedureType = 'query' | 'mutation' | 'subscription'

/** At run time tRPC keeps the procedures flat, by their paths; its types show them nested. */
const flat: Record<string, unknown> = appRouter._def.procedures
const everyProcedure = Object.entries(flat).map(([path, procedure]) => {
  if (!isProcedure(procedure)) throw new Error(`${path} is not a procedure`)
  return { path, type: procedure._def.type }
})

/** Of what an organization shares: held to their roles in shared-procedures.test.ts. */
const SHARED =
  'agents apiKeys audit demos deployments leads members organizations projects prompts providers tools'.split(' ')
/** Everyone's own whatever their role, of the installation, or also their admins': tested with their verbs. */
const ELSEWHERE = [
  'account.erase',
  'account.export',
  'analytics.get',
  'analytics.listConversations',
  'executions.get',
  'feedback.get',
  'feedback.list',
  'jobs.list',
  'usage.summarize',
]
const procedures = everyProcedure.filter(
  ({ path }) => !SHARED.includes(path.split('.')[0] ?? '') && !ELSEWHERE.includes(path),
)

function isProcedure(value: unknown): value is { _def: { type: ProcedureType } } {
  return typeof value === 'function' && '_def' in value
}

const FILE = { name: 'a.txt', type: 'text/plain' as const, sizeBytes: 3 }

let world: TestWorld
let tenant: TestTenant
let ids: { conversationId: string; messageId: string }
/** A public demo, a file and a ticket of the owner's. */
let things: { demoId: string; attachmentId: string; ticketId: string }
let platforms: SandboxPlatforms
/** A connection, an attempt that asked for it, and a message that waits for one. */
let connection: { integrationId: string; attemptId: string; waiting: { conversationId: string; messageId: string } }
beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms })
  tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: conversationId } = await createConversation({ ctx, input: { title: 'Owned' } })
  ids = { conversationId, messageId: (await ask(ctx, conversationId, 'Hello')).id }
  const { id: otherId } = await createConversation({ ctx, input: {} })
  const { id: messageId } = await ask(ctx, otherId, 'What is CTR?')
  const integrationId = await connectGoogle(ctx, platforms)
  const { attemptId } = await consentToGoogle(ctx, platforms, { place: { integrationId } })
  const { agentId } = tenant
  things = {
    demoId: (await createDemo({ ctx, input: { name: 'Open', agentId, isPublic: true } })).id,
    attachmentId: (await createAttachment({ ctx, input: FILE })).id,
    ticketId: (await createTicket({ ctx, input: { agentId, input: 'x' } })).id,
  }
  connection = { integrationId, attemptId, waiting: { conversationId: otherId, messageId } }
})
afterAll(async () => {
  await world.close()
  await platforms.close()
})

/** A valid input for each procedure that takes one, naming the tenant's own conversation and message. */
function inputOf(path: string): unknown {
  const { conversationId } = ids
  const { integrationId } = connection
  const { demoId, attachmentId, ticketId } = things
  const inputs: Record<string, unknown> = {
    'attachments.create': FILE,
    'attachments.get': { attachmentId },
    'conversations.create': {},
    'conversations.list': {},
    'conversations.search': { query: 'hello' },
    'conversations.update': { conversationId, title: 'Renamed' },
    'demos.getPublic': { demoId },
    'executions.list': {},
    'messages.list': { conversationId },
    'messages.send': { conversationId, clientMessageId: randomUUID(), text: 'Hello' },
    'messages.edit': { ...ids, clientMessageId: randomUUID(), text: 'Hello' },
    'messages.regenerate': { ...ids, clientMessageId: randomUUID() },
    'messages.rate': { ...ids, rating: 'positive' },
    'messages.decide': { ...connection.waiting, functionCallId: 'call', decision: 'decline' },
    'integrations.connect': { platform: 'google_analytics', integrationId },
    'integrations.getAttempt': { attemptId: connection.attemptId },
    'integrations.selectAccount': { integrationId, accountId: '401000001' },
    'integrations.test': { integrationId },
    'integrations.disconnect': { integrationId },
    'tickets.create': { agentId: tenant.agentId, input: 'x' },
    'tickets.get': { ticketId },
    'tickets.list': {},
    'tickets.remove': { ticketId },
    'tickets.update': { ticketId, status: 'cancelled' },
    'usage.list': {},
    'reports.run': {
      platform: 'google_analytics',
      integrationId,
      metrics: ['sessions'],
      dateRange: { from: '2026-10-01', to: '2026-10-07' },
    },
  }
  return (
    inputs[path] ??
    (path.startsWith('messages.') ? ids : path.startsWith('conversations.') ? { conversationId } : undefined)
  )
}

/** The first thing a call answers with: its output, or the first event of a subscription; or the code of its error. */
async function call(actor: Actor | null, path: string, type: ProcedureType): Promise<unknown> {
  const controller = new AbortController()
  try {
    const output: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx: apiContextOf(world.contextOf(tenant.owner), actor),
      getRawInput: async () => inputOf(path),
      signal: controller.signal,
      batchIndex: 0,
    })
    if (type !== 'subscription' || !isIterable(output)) return { output }
    const events = output[Symbol.asyncIterator]()
    if (path === 'events.watch') return { output: 'open' }
    return { output: (await events.next()).value }
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    return describeError(error, 'r').code
  } finally {
    controller.abort()
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

test('the router has the procedures of the public face', () => {
  expect(everyProcedure.map(({ path, type }) => `${type} ${path}`).toSorted()).toEqual([
    'mutation account.erase',
    'mutation account.export',
    'mutation account.startDemo',
    'mutation agents.create',
    'mutation agents.publish',
    'mutation agents.remove',
    'mutation agents.update',
    'mutation apiKeys.create',
    'mutation apiKeys.remove',
    'mutation apiKeys.update',
    'mutation attachments.create',
    'mutation conversations.archive',
    'mutation conversations.create',
    'mutation conversations.end',
    'mutation conversations.remove',
    'mutation conversations.restore',
    'mutation conversations.update',
    'mutation demos.create',
    'mutation demos.remove',
    'mutation demos.update',
    'mutation deployments.create',
    'mutation deployments.remove',
    'mutation deployments.update',
    'mutation integrations.connect',
    'mutation integrations.disconnect',
    'mutation integrations.selectAccount',
    'mutation integrations.test',
    'mutation leads.create',
    'mutation leads.remove',
    'mutation leads.update',
    'mutation members.create',
    'mutation members.remove',
    'mutation members.update',
    'mutation messages.continue',
    'mutation messages.decide',
    'mutation messages.edit',
    'mutation messages.markDelivered',
    'mutation messages.markRead',
    'mutation messages.rate',
    'mutation messages.react',
    'mutation messages.regenerate',
    'mutation messages.send',
    'mutation messages.stop',
    'mutation organizations.activate',
    'mutation organizations.create',
    'mutation organizations.remove',
    'mutation organizations.restore',
    'mutation organizations.update',
    'mutation projects.create',
    'mutation projects.remove',
    'mutation projects.update',
    'mutation prompts.create',
    'mutation prompts.remove',
    'mutation prompts.run',
    'mutation prompts.update',
    'mutation providers.create',
    'mutation providers.remove',
    'mutation providers.update',
    'mutation tickets.create',
    'mutation tickets.remove',
    'mutation tickets.update',
    'mutation tools.create',
    'mutation tools.remove',
    'mutation tools.rotateSecret',
    'mutation tools.update',
    'query account.get',
    'query agents.get',
    'query agents.list',
    'query agents.listVersions',
    'query analytics.get',
    'query analytics.listConversations',
    'query apiKeys.get',
    'query apiKeys.list',
    'query attachments.get',
    'query audit.list',
    'query conversations.get',
    'query conversations.list',
    'query conversations.search',
    'query demos.get',
    'query demos.getPublic',
    'query demos.list',
    'query deployments.get',
    'query deployments.list',
    'query executions.get',
    'query executions.list',
    'query feedback.get',
    'query feedback.list',
    'query integrations.getAttempt',
    'query integrations.list',
    'query integrations.listPlatforms',
    'query jobs.list',
    'query leads.get',
    'query leads.list',
    'query members.get',
    'query members.list',
    'query messages.get',
    'query messages.list',
    'query organizations.get',
    'query organizations.list',
    'query organizations.previewRetention',
    'query projects.get',
    'query projects.list',
    'query prompts.get',
    'query prompts.list',
    'query providers.get',
    'query providers.list',
    'query reports.run',
    'query tickets.get',
    'query tickets.list',
    'query tools.get',
    'query tools.list',
    'query usage.get',
    'query usage.list',
    'query usage.summarize',
    'subscription events.watch',
    'subscription messages.stream',
  ])
})

describe('strangers', () => {
  test.each(everyProcedure)('$path', async ({ path, type }) => {
    const answer = await call(null, path, type)
    if (PUBLIC.includes(path)) expect(answer).toHaveProperty('output')
    else expect(answer).toBe('UNAUTHORIZED')
  })
})

/** What takes no id of the conversation: it acts on the caller's own. */
const OWN = [
  'account.get',
  'account.startDemo',
  'attachments.create',
  'conversations.create',
  'conversations.list',
  'conversations.search',
  'events.watch',
  'executions.list',
  'integrations.list',
  'integrations.listPlatforms',
  'tickets.create',
  'tickets.list',
  'usage.get',
  'usage.list',
]

describe('outsiders', () => {
  test.each(procedures.filter(({ path }) => !OWN.includes(path)))(
    "$path: another tenant's is not found",
    async ({ path, type }) => {
      expect(await call((await createTenant()).owner, path, type)).toBe('NOT_FOUND')
    },
  )

  test.each(procedures.filter(({ path }) => !OWN.includes(path)))(
    "$path: nor a colleague's",
    async ({ path, type }) => {
      expect(await call(await createMember(tenant.organizationId, 'admin'), path, type)).toBe('NOT_FOUND')
    },
  )
})

describe('viewers', () => {
  const writes = procedures.filter(({ path, type }) => type === 'mutation' && !PUBLIC.includes(path))

  test.each(writes)('$path: forbidden', async ({ path, type }) => {
    expect(await call({ ...tenant.owner, role: 'viewer' }, path, type)).toBe('FORBIDDEN')
  })

  test.each(procedures.filter(({ type }) => type !== 'mutation'))('$path: allowed', async ({ path, type }) => {
    expect(await call({ ...tenant.owner, role: 'viewer' }, path, type)).toHaveProperty('output')
  })
})
