import { Agent, AuditEvent, Conversation, MessageBucket } from '@parley/db'
import {
  ask,
  createMember,
  createTenant,
  createWriteContext,
  recordQueries,
  startTestWorld,
  type TestTenant,
  type TestWorld,
} from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eraseAccount } from '../account/erase-account.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { rateMessage } from '../messages/rate-message.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { getFeedback } from './get-feedback.ts'
import { listFeedback } from './list-feedback.ts'
import { addThread, at, DAY, type Said } from './rated-thread.test-support.ts'

let world: TestWorld
let tenant: TestTenant
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  tenant = await createTenant()
})

const LATER = new Date('2031-04-01T00:00:00Z')
const contextOf = (actor = tenant.owner) => ({ ...createWriteContext(actor), now: () => LATER })
const list = (input: Parameters<typeof listFeedback>[0]['input'] = {}, actor = tenant.owner) =>
  listFeedback({ ctx: contextOf(actor), input })
const get = (messageId: string | undefined, actor = tenant.owner) =>
  getFeedback({ ctx: contextOf(actor), input: { messageId: messageId ?? '' } })
const good = (time: string, rest = {}): Said => ({ feedback: { rating: 'positive', submittedAt: at(time), ...rest } })
const bad = (time: string, rest = {}): Said => ({ feedback: { rating: 'negative', submittedAt: at(time), ...rest } })
const idsOf = ({ items }: Awaited<ReturnType<typeof listFeedback>>) => items.map(({ messageId }) => messageId)

const READ = 'conversations aggregate'
const executionStats = z.object({ totalDocsExamined: z.number(), nReturned: z.number() })
const explainedContract = z.object({
  stages: z.tuple([z.object({ $cursor: z.object({ executionStats }) })]).rest(z.unknown()),
})

describe('feedback.list', () => {
  test('has the last rated answer first, of windows and buckets, each with the beginning of its question', async () => {
    const comment = 'The revenue is that of last year.'
    const long = `${'Revenue, '.repeat(60)}end`
    const first = await addThread(
      tenant,
      [
        bad('09:00:00', { reason: 'wrong_numbers', comment }),
        {},
        { ...good('11:00:00'), question: 'Why?', answer: long },
      ],
      // The last question is in the bucket, its answer in the window.
      5,
    )
    const second = await addThread(tenant, [good('10:00:00', { reason: 'clear' })], 0, {
      agentId: new Types.ObjectId(),
    })
    const { items, nextCursor } = await list()
    expect(nextCursor).toBeNull()
    expect(items.map(({ messageId }) => messageId)).toEqual([first.answers[2], second.answers[0], first.answers[0]])
    expect(items[0]).toMatchObject({ question: 'Why?', rating: 'positive', reason: null, comment: null })
    expect(items[0]?.answer).toMatch(/^Revenue, .*…$/)
    expect(items[0]?.answer.length).toBeLessThanOrEqual(301)
    expect(items[1]).toMatchObject({ agentName: null, reason: 'clear' })
    expect(items[2]).toEqual({
      conversationId: first.conversationId,
      messageId: first.answers[0],
      agentId: tenant.agentId,
      agentName: (await Agent.findById(tenant.agentId).lean())?.name,
      rating: 'negative',
      reason: 'wrong_numbers',
      comment,
      submittedAt: at('09:00:00').toISOString(),
      model: 'gpt-a',
      question: 'How did we do?',
      answer: 'Well.',
    })
  })

  test.each([1, 2, 7, 100])('paged by %i gives each rating once, also of the same moment', async (limit) => {
    const threads = []
    for (let thread = 0; thread < 4; thread += 1) {
      const said = Array.from({ length: 5 }, (_, i) => (i === 4 ? {} : good(`0${i}:00:0${thread % 2}`)))
      threads.push(await addThread(tenant, said, thread < 2 ? 0 : 5))
    }
    const seen: string[] = []
    const moments: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await list({ limit, ...(cursor !== undefined && { cursor }) })
      expect(page.items.length).toBeLessThanOrEqual(limit)
      seen.push(...idsOf(page))
      moments.push(...page.items.map(({ submittedAt }) => submittedAt))
      cursor = page.nextCursor
    }
    const rated = threads.flatMap(({ answers }) => answers.slice(0, 4))
    expect(seen.toSorted()).toEqual(rated.toSorted())
    expect(moments).toEqual(moments.toSorted().toReversed())
  })

  test('a page reads, by the index of ratings, what was rated in it and no other conversation', async () => {
    for (let minute = 10; minute < 40; minute += 1) {
      await addThread(tenant, [good(`09:${minute}:00`), {}])
      await addThread(tenant, [{}])
    }
    const asked = await recordQueries(async () => {
      expect((await list({ limit: 5, rating: 'positive', agentId: tenant.agentId })).items).toHaveLength(5)
    })
    const [probe, page, ...others] = asked.filter(({ collection, method }) => `${collection} ${method}` === READ)
    expect(others).toEqual([])
    const stats = async (pipeline: unknown) => {
      const stages = z.array(z.record(z.string(), z.unknown())).parse(pipeline)
      const explained: unknown = await Conversation.collection.aggregate(stages).explain('executionStats')
      expect(JSON.stringify(explained)).toContain('"indexName":"organizationId_1_messages.feedback.submittedAt_-1"')
      return explainedContract.parse(explained).stages[0].$cursor.executionStats
    }
    expect(probe?.selection).toContainEqual({ $limit: 7 })
    expect(await stats(page?.selection)).toMatchObject({ totalDocsExamined: 6, nReturned: 6 })
  })

  test('by rating, reason, agent, comment and when, in windows and buckets', async () => {
    const agentId = new Types.ObjectId()
    const said = [
      bad('09:00:00', { reason: 'too_slow' }),
      good('10:00:00', { comment: 'Thanks' }),
      bad('11:00:00', { reason: 'wrong_numbers', comment: 'No' }),
    ]
    const one = (await addThread(tenant, said, 4)).answers
    const other = (await addThread(tenant, said, 4, { agentId })).answers
    const [slow, thanked, wrong] = [0, 1, 2].map((i) => [one[i], other[i]])
    const both = async (input: Parameters<typeof list>[0]) => idsOf(await list(input)).toSorted()
    expect(await both({ rating: 'negative' })).toEqual([slow, wrong].flat().toSorted())
    expect(await both({ reason: 'wrong_numbers' })).toEqual(wrong?.toSorted())
    expect(await both({ hasComment: true, rating: 'positive' })).toEqual(thanked?.toSorted())
    expect(await both({ hasComment: false })).toEqual(slow?.toSorted())
    expect(await both({ from: `${DAY}T10:00:00Z`, to: `${DAY}T11:00:00Z` })).toEqual(thanked?.toSorted())
    expect(idsOf(await list({ agentId: agentId.toHexString() }))).toEqual(other.toReversed())
    expect(await both({ agentId: new Types.ObjectId().toHexString() })).toEqual([])
    expect(await both({ from: `${DAY}T12:00:00Z`, to: `${DAY}T11:00:00Z` })).toEqual([])
  })

  test('has what a person rates, until they withdraw it or delete the conversation', async () => {
    const ctx = world.contextOf(tenant.owner)
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    const answer = await ask(ctx, conversationId, 'What is CTR?')
    const rate = (rating: 'positive' | null) =>
      rateMessage({ ctx, input: { conversationId, messageId: answer.id, rating } })
    await rate('positive')
    expect((await list()).items).toMatchObject([
      { messageId: answer.id, question: 'What is CTR?', agentId: tenant.agentId },
    ])
    await rate(null)
    expect((await list()).items).toEqual([])
    await addThread(tenant, [good('09:00:00'), good('10:00:00')], 2, { status: 'deleted', deletedAt: at('11:00:00') })
    expect((await list()).items).toEqual([])
  })

  test('is for admins and owners, of their own organization', async () => {
    await addThread(tenant, [good('09:00:00')])
    const admin = await createMember(tenant.organizationId, 'admin')
    expect((await list({}, admin)).items).toHaveLength(1)
    for (const role of ['member', 'viewer'] as const) {
      const actor = await createMember(tenant.organizationId, role)
      await expect(list({}, actor)).rejects.toThrow(ForbiddenError)
    }
    expect((await list({}, (await createTenant()).owner)).items).toEqual([])
    await expect(list({ cursor: 'x' })).rejects.toThrow(InvalidInputError)
  })
})

describe('feedback.get', () => {
  test('has the exchange and what was said before it, out of the window and out of a bucket', async () => {
    const said = Array.from({ length: 12 }, (_, i): Said => ({ question: `Question ${i}`, answer: `Answer ${i}` }))
    const functionCalls = [
      { id: 'c', round: 0, textOffset: 0, name: 'run_report', state: 'succeeded', result: { rows: 2 } },
    ]
    const { conversationId, answers } = await addThread(
      tenant,
      said.map((one, i) => (i === 3 || i === 10 ? { ...one, ...bad('09:00:00', { comment: 'No' }) } : one)),
      13,
    )
    await Conversation.updateOne(
      { _id: conversationId },
      { $set: { 'messages.$[one].functionCalls': functionCalls } },
      { arrayFilters: [{ 'one._id': new Types.ObjectId(answers[10]) }] },
    )
    const inWindow = await get(answers[10])
    expect(inWindow).toMatchObject({
      conversationId,
      agent: { id: tenant.agentId, version: 3, name: expect.any(String) },
      question: { text: 'Question 10', seq: 21 },
      answer: { text: 'Answer 10', seq: 22, functionCalls, feedback: { rating: 'negative', comment: 'No' } },
    })
    expect(inWindow.before.map(({ seq }) => seq)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
    const inBucket = await get(answers[3])
    expect(inBucket).toMatchObject({ question: { text: 'Question 3' }, answer: { seq: 8 } })
    expect(inBucket.before.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a question far before its answer, or removed', async () => {
    const { conversationId, answers } = await addThread(tenant, [...Array(20).fill({}), good('09:00:00')], 20)
    const bucket = await MessageBucket.findOne({ conversationId }).lean()
    const asked = async (parentMessageId: Types.ObjectId | undefined) => {
      const update = { $set: { 'messages.$[one].parentMessageId': parentMessageId } }
      const arrayFilters = [{ 'one._id': new Types.ObjectId(answers[20]) }]
      await Conversation.updateOne({ _id: conversationId }, update, { arrayFilters })
      return get(answers[20])
    }
    const far = await asked(bucket?.messages[0]?._id)
    expect([far.question?.seq, far.before.map(({ seq }) => seq)]).toEqual([1, [32, 33, 34, 35, 36, 37, 38, 39, 40, 41]])
    expect((await asked(new Types.ObjectId())).question).toBeNull()
    expect((await list()).items).toMatchObject([{ question: null }])
  })

  test('answers as missing what is not rated, deleted, or of others', async () => {
    const { conversationId, answers } = await addThread(tenant, [{}, {}, good('09:00:00')], 2)
    const stranger = (await createTenant()).owner
    await expect(get(answers[0])).rejects.toThrow(NotFoundError)
    await expect(get(answers[1])).rejects.toThrow(NotFoundError)
    await expect(get(answers[2], stranger)).rejects.toThrow(NotFoundError)
    await expect(get(new Types.ObjectId().toHexString())).rejects.toThrow(NotFoundError)
    for (const role of ['member', 'viewer'] as const) {
      await expect(get(answers[2], await createMember(tenant.organizationId, role))).rejects.toThrow(ForbiddenError)
    }
    await get(answers[2])
    await Conversation.updateOne({ _id: conversationId }, { $set: { status: 'deleted' } })
    await expect(get(answers[2])).rejects.toThrow(NotFoundError)
    const older = await addThread(tenant, [good('09:00:00'), {}], 2)
    await expect(get(older.answers[0], stranger)).rejects.toThrow(NotFoundError)
    await Conversation.updateOne({ _id: older.conversationId }, { $set: { status: 'deleted' } })
    await expect(get(older.answers[0])).rejects.toThrow(NotFoundError)
  })
})

test('each reading leaves one audit event, of who and what, with nothing that was said', async () => {
  const { answers } = await addThread(tenant, [good('09:00:00', { comment: 'Secret thanks' })])
  const admin = await createMember(tenant.organizationId, 'admin')
  await list({ rating: 'positive', hasComment: true, limit: 5 }, admin)
  await get(answers[0], admin)
  await expect(get(new Types.ObjectId().toHexString(), admin)).rejects.toThrow(NotFoundError)
  const events = await AuditEvent.find({ organizationId: tenant.organizationId }).sort({ _id: 1 }).lean()
  const nothing = { before: null, changedPaths: [] }
  const [organization, message] = [tenant.organizationId, answers[0]].map((id) => new Types.ObjectId(id))
  expect(events).toMatchObject([
    { action: 'feedback.list', target: { type: 'Organization', id: organization }, ...nothing },
    { action: 'feedback.get', target: { type: 'Message', id: message }, after: null, ...nothing },
  ])
  expect(events[0]?.after).toEqual({ rating: 'positive', hasComment: true })
  expect(events.map(({ actorId }) => actorId.toHexString())).toEqual([admin.userId, admin.userId])
  expect(JSON.stringify(events)).not.toMatch(/Secret|Well|How did/)
})

test('of an erased person the rating stays where the organization keeps conversations, without comment; else nothing', async () => {
  for (const onErasure of ['anonymise', 'delete'] as const) {
    tenant = await createTenant()
    const member = await createMember(tenant.organizationId)
    await updateOrganization({ ctx: createWriteContext(tenant.owner), input: { retention: { onErasure } } })
    const said = [good('09:00:00', { comment: 'Mine' }), good('10:00:00', { comment: 'Mine' })]
    const { answers } = await addThread({ ...tenant, owner: member }, said, 2)
    await eraseAccount({ ctx: world.contextOf(member) })
    const { items } = await list()
    if (onErasure === 'delete') {
      expect(items).toEqual([])
      await expect(get(answers[0])).rejects.toThrow(NotFoundError)
      continue
    }
    expect(items).toMatchObject([{ messageId: answers[1] }, { messageId: answers[0] }])
    expect(items.map(({ comment }) => comment)).toEqual([null, null])
    expect(JSON.stringify(await get(answers[0]))).not.toContain(member.userId)
  }
})
