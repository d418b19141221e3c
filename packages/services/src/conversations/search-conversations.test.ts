import { Conversation, MessageBucket } from '@parley/db'
import { ask, createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { createConversation } from './create-conversation.ts'
import { removeConversation } from './remove-conversation.ts'
import { searchConversations } from './search-conversations.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function ownContext() {
  return world.contextOf((await createTenant()).owner)
}

const search = (ctx: MemberContext, query: string, rest = {}) => searchConversations({ ctx, input: { query, ...rest } })

/** Older messages, as a long conversation keeps them. */
async function writeBucket(ctx: MemberContext, conversationId: string, texts: readonly string[]) {
  const messages = texts.map((text, index) => ({
    _id: new Types.ObjectId(),
    seq: index + 1,
    role: 'user' as const,
    senderType: 'user' as const,
    text,
    status: 'complete' as const,
    createdAt: new Date(index),
  }))
  const { organizationId, userId: ownerKey } = ctx.actor
  const range = { firstSeq: 1, lastSeq: texts.length }
  await MessageBucket.create([
    {
      ...range,
      conversationId: objectId(conversationId),
      organizationId: objectId(organizationId),
      ownerKey,
      messages,
    },
  ])
  return messages
}

describe('searchConversations', () => {
  test('finds a message by another form of its word, with the words around it', async () => {
    const ctx = await ownContext()
    const { id } = await createConversation({ ctx, input: { title: 'Monday' } })
    await ask(ctx, id, 'Which campaign overran its budget in Lisbon?')
    const { items, nextCursor } = await search(ctx, 'campaigns budgets lisbon')
    expect(items).toEqual([expect.objectContaining({ conversationId: id, title: 'Monday' })])
    expect(items[0]?.snippet).toContain('budget')
    expect(items[0]?.messageId).toMatch(/^[0-9a-f]{24}$/)
    expect(nextCursor).toBeNull()
  })

  test('a word in the title weighs more than one in a message', async () => {
    const ctx = await ownContext()
    const said = await createConversation({ ctx, input: { title: 'Something else' } })
    await writeBucket(ctx, said.id, ['The zeppelin flew over the stadium'])
    const titled = await createConversation({ ctx, input: { title: 'Zeppelin' } })
    const { items } = await search(ctx, 'zeppelin')
    expect(items.map(({ conversationId }) => conversationId)).toEqual([titled.id, said.id])
    expect(items[0]).toMatchObject({ snippet: 'Zeppelin' })
    expect(items[0]?.messageId).toBeUndefined()
  })

  test('finds older messages and names them; phrases and exclusions count', async () => {
    const ctx = await ownContext()
    const { id } = await createConversation({ ctx, input: { title: 'Long' } })
    const [first] = await writeBucket(ctx, id, ['green walrus sale', 'nothing here'])
    const found = (await search(ctx, '"walrus sale"')).items
    expect(found).toEqual([
      {
        conversationId: id,
        messageId: first?._id.toHexString(),
        title: 'Long',
        snippet: 'green walrus sale',
        score: expect.any(Number),
        at: new Date(0).toISOString(),
      },
    ])
    expect((await search(ctx, '"sale walrus"')).items).toEqual([])
    expect((await search(ctx, 'walrus -green')).items).toEqual([])
  })

  test('pages in the order of the score, each hit once', async () => {
    const ctx = await ownContext()
    for (const _ of Array.from({ length: 5 })) {
      const { id } = await createConversation({ ctx, input: { title: 'Ocelot' } })
      await writeBucket(ctx, id, ['ocelot'])
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await search(ctx, 'ocelot', { limit: 3, cursor })
      seen.push(...page.items.map(({ conversationId, messageId = 'title' }) => `${conversationId} ${messageId}`))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toHaveLength(10)
    expect(new Set(seen).size).toBe(10)
  })

  test('nobody finds what another said, and nothing deleted is found', async () => {
    const tenant = await createTenant()
    const ctx = world.contextOf(tenant.owner)
    const { id } = await createConversation({ ctx, input: { title: 'Axolotl' } })
    await writeBucket(ctx, id, ['axolotl'])
    const colleague = await createMember(tenant.organizationId)
    expect((await search(world.contextOf(colleague), 'axolotl')).items).toEqual([])
    expect((await search(await ownContext(), 'axolotl')).items).toEqual([])
    expect((await search(ctx, 'axolotl')).items).toHaveLength(2)
    await removeConversation({ ctx, input: { conversationId: id } })
    expect((await search(ctx, 'axolotl')).items).toEqual([])
  })

  test('a page is full though a better hit is of a deleted conversation', async () => {
    const ctx = await ownContext()
    const ids: string[] = []
    for (const text of ['quokka', 'quokka and more', 'a quokka among many other animals']) {
      const { id } = await createConversation({ ctx, input: { title: 'Animals' } })
      await writeBucket(ctx, id, [text])
      ids.push(id)
    }
    const [best = '', ...others] = ids
    await removeConversation({ ctx, input: { conversationId: best } })
    const { items } = await search(ctx, 'quokka', { limit: 2 })
    expect(items.map(({ conversationId }) => conversationId)).toEqual(others)
    const [second = '', third = ''] = others
    await removeConversation({ ctx, input: { conversationId: second } })
    const empty = await search(ctx, 'quokka', { limit: 1 })
    expect(empty.items).toEqual([])
    const last = await search(ctx, 'quokka', { limit: 1, cursor: empty.nextCursor })
    expect(last.items).toEqual([expect.objectContaining({ conversationId: third })])
  })

  test('custom fields are found, by the least weight', async () => {
    const ctx = await ownContext()
    await createConversation({ ctx, input: { metadata: { customFields: { segment: 'pangolin' } } } })
    expect((await search(ctx, 'pangolin')).items).toHaveLength(1)
  })

  test('signs alone find nothing; a cursor of no page is invalid', async () => {
    const ctx = await ownContext()
    expect((await search(ctx, '$(?')).items).toEqual([])
    await expect(search(ctx, 'x', { cursor: 'nonsense' })).rejects.toThrow(InvalidInputError)
  })

  test('reads the index of the person’s words only', async () => {
    const { organizationId, owner } = await createTenant()
    const filter = { organizationId: objectId(organizationId), ownerKey: owner.userId, $text: { $search: 'campaign' } }
    const score = { score: { $meta: 'textScore' as const } }
    const plan = JSON.stringify(await Conversation.find(filter, score).sort(score).explain('queryPlanner'))
    expect(plan).toContain('"indexName":"search"')
    expect(plan).not.toContain('COLLSCAN')
    expect(plan).not.toContain('"SORT"')
  })
})
