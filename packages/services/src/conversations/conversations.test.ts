import { randomUUID } from 'node:crypto'
import type { Conversation } from '@parley/contracts'
import { Agent, Conversation as ConversationModel, Organization } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { archiveConversation } from './archive-conversation.ts'
import { createConversation } from './create-conversation.ts'
import { endConversation } from './end-conversation.ts'
import { getConversation } from './get-conversation.ts'
import { listConversations } from './list-conversations.ts'
import { removeConversation } from './remove-conversation.ts'
import { restoreConversation } from './restore-conversation.ts'
import { updateConversation } from './update-conversation.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function ownContext(): Promise<MemberContext> {
  return world.contextOf((await createTenant()).owner)
}

const ref = (conversation: { id: string }) => ({ conversationId: conversation.id })

describe('createConversation', () => {
  test('begins with the seeded agent, empty and active', async () => {
    const tenant = await createTenant()
    const ctx = world.contextOf(tenant.owner)
    const context = { currentPage: '/campaigns', userIntent: 'plan_budget' }
    const created = await createConversation({ ctx, input: { context, tags: ['q3'] } })
    expect(created).toMatchObject({
      agentId: tenant.agentId,
      agentVersion: 1,
      channel: 'chat',
      title: '',
      status: 'active',
      context: { ...context, connectedPlatforms: [] },
      tags: ['q3'],
      messageCount: 0,
      totalTokensUsed: 0,
      estimatedCostUsd: 0,
      isCostPartial: false,
      unfinishedMessageId: null,
    })
    expect(await getConversation({ ctx, input: ref(created) })).toEqual({ ...created, messages: [], hasBefore: false })
  })

  test('keeps custom fields, and their texts for search', async () => {
    const ctx = await ownContext()
    const customFields = { campaign: 'Summer', 'a.b': 1, $odd: ['x'], nested: { $set: { a: 1 } } }
    const { id } = await createConversation({ ctx, input: { metadata: { source: 'app', customFields } } })
    const stored = await ConversationModel.findOne({ _id: id }).lean()
    expect(stored?.metadata).toMatchObject({ source: 'app', customFields, customFieldsText: ['Summer'] })
  })

  test('an Idempotency-Key is answered once; with another input it conflicts', async () => {
    const { owner } = await createTenant()
    const ctx = world.contextOf(owner, { idempotencyKey: randomUUID() })
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => createConversation({ ctx, input: { title: 'One' } })))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    await expect(createConversation({ ctx, input: { title: 'Two' } })).rejects.toThrow(ConflictError)
    const { items } = await listConversations({ ctx, input: {} })
    expect(items).toHaveLength(1)
  })

  test('an Idempotency-Key of odd characters is invalid', async () => {
    const { owner } = await createTenant()
    const ctx = world.contextOf(owner, { idempotencyKey: 'a\nb' })
    await expect(createConversation({ ctx, input: {} })).rejects.toThrow(InvalidInputError)
  })

  test("another tenant's agent is not found; a paused one does not answer", async () => {
    const ctx = await ownContext()
    const other = await createTenant()
    await expect(createConversation({ ctx, input: { agentId: other.agentId } })).rejects.toThrow(NotFoundError)
    await Agent.updateOne({ _id: other.agentId }, { $set: { status: 'paused' } })
    const otherCtx = world.contextOf(other.owner)
    await expect(createConversation({ ctx: otherCtx, input: { agentId: other.agentId } })).rejects.toThrow(
      ConflictError,
    )
  })

  test("the organization's default agent is taken; without any agent the seeded one is made", async () => {
    const tenant = await createTenant()
    const ctx = world.contextOf(tenant.owner)
    await Agent.deleteMany({ organizationId: tenant.organizationId })
    expect((await createConversation({ ctx, input: {} })).agentId).toBe(tenant.agentId)
    const special = await Agent.create({
      name: 'Special',
      type: 'chatbot',
      ownerId: tenant.owner.userId,
      organizationId: tenant.organizationId,
    })
    await Organization.updateOne({ _id: tenant.organizationId }, { $set: { 'settings.defaultAgentId': special._id } })
    expect((await createConversation({ ctx, input: {} })).agentId).toBe(special.id)
  })
})

describe('listConversations', () => {
  async function manyConversations(ctx: MemberContext, count: number): Promise<Conversation[]> {
    const made: Conversation[] = []
    for (let index = 0; index < count; index += 1) {
      // Pairs share a moment, so that the id has to decide between them.
      const startedAt = new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / 2))).toISOString()
      made.push(await createConversation({ ctx, input: { title: `Number ${index}`, startedAt } }))
    }
    return made
  }

  test('pages by recency show each conversation once', async () => {
    const ctx = await ownContext()
    const made = await manyConversations(ctx, 11)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await listConversations({ ctx, input: { limit: 3, cursor } })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    const expected = made.toSorted((a, b) => b.lastMessageAt.localeCompare(a.lastMessageAt) || b.id.localeCompare(a.id))
    expect(seen).toEqual(expected.map(({ id }) => id))
  })

  test('a cursor that is not ours is invalid', async () => {
    const ctx = await ownContext()
    await expect(listConversations({ ctx, input: { cursor: 'x' } })).rejects.toThrow(InvalidInputError)
  })

  test('by default active and ended; one status when asked', async () => {
    const ctx = await ownContext()
    const [active, ended, archived, deleted] = await manyConversations(ctx, 4)
    if (!active || !ended || !archived || !deleted) throw new Error('four were made')
    await endConversation({ ctx, input: ref(ended) })
    await archiveConversation({ ctx, input: ref(archived) })
    await removeConversation({ ctx, input: ref(deleted) })
    const ids = async (status?: 'active' | 'ended' | 'archived') =>
      (await listConversations({ ctx, input: { ...(status && { status }) } })).items.map(({ id }) => id).toSorted()
    expect(await ids()).toEqual([active.id, ended.id].toSorted())
    expect(await ids('active')).toEqual([active.id])
    expect(await ids('ended')).toEqual([ended.id])
    expect(await ids('archived')).toEqual([archived.id])
  })

  test('a part of the title in any case, taken literally', async () => {
    const ctx = await ownContext()
    for (const title of ['Summer SALE 50% (EU)', 'Winter sale', 'S.mmer'])
      await createConversation({ ctx, input: { title } })
    const titles = async (title: string) =>
      (await listConversations({ ctx, input: { title } })).items.map((item) => item.title)
    expect(await titles('sale 50% (eu)')).toEqual(['Summer SALE 50% (EU)'])
    expect((await titles('SALE')).toSorted()).toEqual(['Summer SALE 50% (EU)', 'Winter sale'])
    expect(await titles('s.mmer')).toEqual(['S.mmer'])
    expect(await titles('.*')).toEqual([])
  })

  test('by channel and by agent', async () => {
    const ctx = await ownContext()
    const mail = await createConversation({ ctx, input: { channel: 'email' } })
    await createConversation({ ctx, input: {} })
    expect((await listConversations({ ctx, input: { channel: 'email' } })).items.map(({ id }) => id)).toEqual([mail.id])
    expect((await listConversations({ ctx, input: { agentId: mail.agentId } })).items).toHaveLength(2)
    expect((await listConversations({ ctx, input: { agentId: mail.id } })).items).toEqual([])
  })

  test("shows nobody else's, not even in the same organization", async () => {
    const tenant = await createTenant()
    await createConversation({ ctx: world.contextOf(tenant.owner), input: {} })
    const colleague = world.contextOf(await createMember(tenant.organizationId, 'admin'))
    expect(await listConversations({ ctx: colleague, input: {} })).toEqual({ items: [], nextCursor: null })
    expect((await listConversations({ ctx: await ownContext(), input: {} })).items).toEqual([])
  })
})

describe('lifecycle verbs', () => {
  test('end, archive, remove and restore, each told to the browser', async () => {
    const ctx = await ownContext()
    const controller = new AbortController()
    const input = ref(await createConversation({ ctx, input: {} }))
    const watching = world.events.watch(ctx.actor.userId, null, controller.signal)[Symbol.asyncIterator]()
    const first = watching.next()
    expect(await endConversation({ ctx, input })).toMatchObject({ status: 'ended', endedAt: expect.any(String) })
    expect((await first).value).toMatchObject({ event: { type: 'conversation', conversationId: input.conversationId } })
    controller.abort()
    expect(await archiveConversation({ ctx, input })).toMatchObject({
      status: 'archived',
      archivedAt: expect.any(String),
    })
    expect(await removeConversation({ ctx, input })).toMatchObject({ status: 'deleted', deletedAt: expect.any(String) })
    await expect(getConversation({ ctx, input })).rejects.toThrow(NotFoundError)
    await expect(updateConversation({ ctx, input: { ...input, title: 'x' } })).rejects.toThrow(NotFoundError)
    await expect(archiveConversation({ ctx, input })).rejects.toThrow(NotFoundError)
    const restored = await restoreConversation({ ctx, input })
    expect(restored).toMatchObject({ status: 'archived' })
    expect(restored).not.toHaveProperty('deletedAt')
    const back = await restoreConversation({ ctx, input })
    expect(back).toMatchObject({ status: 'ended' })
    expect(back).not.toHaveProperty('archivedAt')
  })

  test('the same step twice, or by two tabs at once, answers alike', async () => {
    const ctx = await ownContext()
    const input = ref(await createConversation({ ctx, input: {} }))
    const both = await Promise.all([archiveConversation({ ctx, input }), archiveConversation({ ctx, input })])
    expect(both.map(({ status }) => status)).toEqual(['archived', 'archived'])
    expect(await restoreConversation({ ctx, input })).toMatchObject({ status: 'active' })
  })

  test('an archived conversation cannot be ended', async () => {
    const ctx = await ownContext()
    const input = ref(await createConversation({ ctx, input: {} }))
    await archiveConversation({ ctx, input })
    await expect(endConversation({ ctx, input })).rejects.toThrow(ConflictError)
  })

  test('update renames and tags, and leaves the rest', async () => {
    const ctx = await ownContext()
    const created = await createConversation({ ctx, input: { title: 'Old', tags: ['a'] } })
    const renamed = await updateConversation({ ctx, input: { ...ref(created), title: 'New' } })
    expect(renamed).toMatchObject({ title: 'New', tags: ['a'] })
    expect(await updateConversation({ ctx, input: { ...ref(created), tags: [] } })).toMatchObject({
      title: 'New',
      tags: [],
    })
  })
})

describe('who may', () => {
  const verbs = {
    end: endConversation,
    archive: archiveConversation,
    restore: restoreConversation,
    remove: removeConversation,
    update: ({ ctx, input }: { ctx: MemberContext; input: { conversationId: string } }) =>
      updateConversation({ ctx, input: { ...input, title: 'Mine now' } }),
    get: getConversation,
  }

  test.each(Object.entries(verbs))(
    '%s: a stranger, a colleague and a missing record answer alike',
    async (_name, verb) => {
      const tenant = await createTenant()
      const input = ref(await createConversation({ ctx: world.contextOf(tenant.owner), input: {} }))
      const strangers = [await ownContext(), world.contextOf(await createMember(tenant.organizationId, 'owner'))]
      const missing = { conversationId: '0'.repeat(24) }
      const answers = await Promise.all(
        [
          ...strangers.map((ctx) => verb({ ctx, input })),
          verb({ ctx: world.contextOf(tenant.owner), input: missing }),
        ].map((answer) => answer.catch((error: unknown) => error)),
      )
      for (const answer of answers) {
        expect(answer).toBeInstanceOf(NotFoundError)
        expect(answer).toMatchObject({ userMessage: 'We could not find this conversation. It may have been deleted.' })
      }
    },
  )

  test.each(Object.entries(verbs).filter(([name]) => name !== 'get'))('%s: a viewer may not', async (_name, verb) => {
    const tenant = await createTenant()
    const input = ref(await createConversation({ ctx: world.contextOf(tenant.owner), input: {} }))
    const ctx = world.contextOf({ ...tenant.owner, role: 'viewer' })
    await expect(verb({ ctx, input })).rejects.toThrow(ForbiddenError)
    expect(await getConversation({ ctx, input })).toMatchObject({ status: 'active', title: '' })
    await expect(createConversation({ ctx, input: {} })).rejects.toThrow(ForbiddenError)
  })
})
