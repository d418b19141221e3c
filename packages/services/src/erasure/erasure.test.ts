import {
  AgentExecution,
  AuditEvent,
  Conversation,
  databaseHandle,
  Erasure,
  Lead,
  Member,
  Organization,
  UsageRecord,
  User,
} from '@parley/db'
import {
  createMember,
  createTenant,
  createTestAccount,
  emptyDatabase,
  findTexts,
  send,
  startTestWorld,
  type TestAccount,
  type TestWorld,
} from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eraseAccount } from '../account/erase-account.ts'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { streamMessage } from '../messages/stream-message.ts'
import { ERASED_PERSON_ID } from './erased-person.ts'
import { isReceiptGenuine } from './erasure-keys.ts'
import { purgeOrganizations } from './purge-organizations.ts'
import { replayErasures } from './replay-erasures.ts'
import { resumeErasures } from './resume-erasures.ts'

/** `pnpm test:soak erasure` runs at every point. */
const KILLS = process.env.PARLEY_SOAK ? Number.POSITIVE_INFINITY : 6

const never = new AbortController().signal

let world: TestWorld
let at: Date
let account: TestAccount

beforeAll(async () => {
  world = await startTestWorld({ now: () => at })
})
afterAll(() => world.close())
beforeEach(async () => {
  // Far ahead, so that the database's own expiry takes nothing away meanwhile.
  at = new Date('2046-06-01T12:00:00Z')
  await emptyDatabase()
  account = await createTestAccount()
})

const contextOf = (overrides?: Partial<MemberContext>) => world.contextOf(account.owner, overrides)
const identifiersOf = ({ owner, email, name }: TestAccount) => [owner.userId, email, name]
const costs = async () => {
  const [sum] = await UsageRecord.aggregate<{ total: number }>([
    { $group: { _id: null, total: { $sum: '$costMicros' } } },
  ])
  return sum?.total
}

describe('account.erase', () => {
  test('leaves no identifier in any collection; what was counted stays', async () => {
    expect((await findTexts(identifiersOf(account))).length).toBeGreaterThan(60)
    const before = await costs()
    const receipt = await eraseAccount({ ctx: contextOf() })
    const left = await findTexts(identifiersOf(account))
    // An address that only ends like theirs is another's.
    expect(left).toEqual([`conversations: ${account.email}`])
    expect(await costs()).toBe(before)
    expect(before).toBe(1800)
    expect(await AgentExecution.findOne({ organizationId: account.sharedOrganizationId }).lean()).toMatchObject({
      tokensUsed: 5,
      logs: [],
    })
    expect(await Organization.findById(account.ownOrganizationId).lean()).toBeNull()
    expect(receipt).toMatchObject({ kind: 'account', revocations: { done: 0, pending: 0 }, proof: { left: 0 } })
    expect(receipt.counts).toMatchObject({
      conversations: 4,
      messagebuckets: 12,
      users: 1,
      sessions: 1,
      usagerecords: 4,
    })
    expect(receipt.proof.documents).toBeGreaterThan(10)
  })

  test('leaves what others have', async () => {
    await eraseAccount({ ctx: contextOf() })
    const { organizationId } = account.colleague
    expect(await Member.countDocuments({ organizationId })).toBe(2)
    expect(await User.countDocuments()).toBe(2)
    const [shown] = (await Conversation.findById(account.colleaguesConversationId).lean())?.messages ?? []
    expect(shown?.text).toBe(`Ask [erased] ([erased]), id [erased]. Not x${account.email}.`)
    expect(shown?.metadata?.reactions.map(({ emoji }) => emoji)).toEqual(['🎉'])
    const event = await AuditEvent.findOne({ organizationId }).lean()
    expect(event).toMatchObject({ actorId: ERASED_PERSON_ID, action: 'projects.create' })
  })

  test('an organization they were never in keeps its lead of that address', async () => {
    const other = await createTenant()
    await Lead.create([{ organizationId: other.organizationId, email: account.email, name: 'G', source: 'form' }])
    await eraseAccount({ ctx: contextOf() })
    expect(await Lead.countDocuments({ email: account.email })).toBe(1)
  })

  test('where the organization says so, conversations stay without the person', async () => {
    const { sharedOrganizationId } = account
    const change = { $set: { 'settings.retention': { onErasure: 'anonymise' } } }
    await Organization.updateOne({ _id: sharedOrganizationId }, change)
    const former = { organizationId: sharedOrganizationId, ownerKey: account.owner.userId }
    const conversation = await Conversation.findOne(former).lean()
    await eraseAccount({ ctx: contextOf() })
    expect(await findTexts(identifiersOf(account))).toEqual([`conversations: ${account.email}`])
    const kept = await Conversation.findById(conversation?._id).lean()
    expect(kept).toMatchObject({ messageCount: 301, estimatedCostMicros: 900, title: 'For [erased]' })
    expect(kept?.ownerKey).toMatch(/^erased-/)
    expect(kept?.messages[0]).toMatchObject({
      text: 'I am [erased], write to [erased]',
      functionCalls: [],
      feedback: { rating: 'negative', comment: null },
    })
    const { db } = databaseHandle()
    expect(await db.collection('messagebuckets').countDocuments({ ownerKey: kept?.ownerKey })).toBe(6)
  })

  test('the receipt is signed and in the log, and both name nobody', async () => {
    const receipt = await eraseAccount({ ctx: contextOf() })
    expect(isReceiptGenuine(world.keys, receipt)).toBe(true)
    expect(isReceiptGenuine(world.keys, { ...receipt, counts: { ...receipt.counts, users: 2 } })).toBe(false)
    expect(await world.erasures.read()).toContainEqual(receipt)
    const written = JSON.stringify([receipt, await Erasure.findById(receipt.id).lean()])
    for (const text of identifiersOf(account)) expect(written).not.toContain(text)
  })

  test('the only owner of an organization with others hands it over first', async () => {
    const { organizationId, userId } = account.owner
    await createMember(organizationId)
    await expect(eraseAccount({ ctx: contextOf() })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await User.exists({ _id: userId })).not.toBeNull()
    expect(await databaseHandle().db.collection('sessions').countDocuments({})).toBe(1)
    await Member.updateOne({ organizationId, userId: { $ne: userId } }, { $set: { role: 'owner' } })
    await eraseAccount({ ctx: contextOf() })
    expect(await Organization.findById(organizationId).lean()).not.toBeNull()
    expect(await findTexts(identifiersOf(account))).toEqual([`conversations: ${account.email}`])
  })

  test('legal hold stands before it', async () => {
    await Organization.updateOne({ _id: account.sharedOrganizationId }, { $set: { legalHold: true } })
    await expect(eraseAccount({ ctx: contextOf() })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await Erasure.countDocuments({})).toBe(0)
  })
})

test('an answer that is being written ends, and writes nothing more', async () => {
  const slow = await startTestWorld({ pace: { firstTokenDelayMs: 0, charactersPerSecond: 60 }, keys: world.keys })
  const ctx = slow.contextOf(account.owner)
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  const { assistantMessage } = await send(ctx, conversationId, 'How do I plan a spring campaign?')
  const messageId = assistantMessage.id
  for await (const { event } of streamMessage({ ctx, input: { conversationId, messageId } }))
    if (event.type === 'text') break
  await eraseAccount({ ctx })
  // Waits until the runner has given the turn up.
  await slow.close()
  expect(await findTexts([...identifiersOf(account), conversationId])).toEqual([`conversations: ${account.email}`])
})

/** Pseudo-random whole numbers below `limit`, the same for the same seed (mulberry32). */
function seeded(seed: number, limit: number): number {
  let mixed = (seed + 0x6d2b79f5) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
}

test('killed at any point, it is finished by the next run, and counts everything once', async () => {
  let calls = 0
  let killAt = Number.POSITIVE_INFINITY
  const now = () => {
    calls += 1
    if (calls >= killAt) throw new Error('killed')
    return at
  }
  const clean = await eraseAccount({ ctx: contextOf({ now }) })
  const points = calls
  expect(points).toBeGreaterThan(30)
  const kills = Math.min(KILLS, points)
  for (let kill = 0; kill < kills; kill += 1) {
    await emptyDatabase()
    account = await createTestAccount()
    calls = 0
    killAt = kills === points ? kill + 1 : 1 + seeded(kill, points)
    const point = `killed at ${killAt} of ${points}`
    await expect(eraseAccount({ ctx: contextOf({ now }) }), point).rejects.toThrow('killed')
    at = new Date(at.getTime() + 120_000)
    killAt = Number.POSITIVE_INFINITY
    const wasBegun = (await Erasure.countDocuments({ state: 'running' })) > 0
    if (wasBegun)
      expect(await resumeErasures({ ctx: contextOf(), signal: never }), point).toMatchObject({ completed: 1 })
    else await eraseAccount({ ctx: contextOf() })
    expect(await findTexts(identifiersOf(account)), point).toEqual([`conversations: ${account.email}`])
    const erasure = await Erasure.findOne({}).lean()
    expect(erasure?.receipt.counts, point).toEqual(clean.counts)
    expect(erasure?.subject).toBeUndefined()
  }
}, 600_000)

describe('organizations', () => {
  test('one deleted longer ago than its restore window is purged; its people stay', async () => {
    const { ownOrganizationId } = account
    await Organization.updateOne({ _id: ownOrganizationId }, { $set: { deletedAt: new Date('2046-05-02T12:00:01Z') } })
    const purge = () => purgeOrganizations({ ctx: contextOf(), input: { dryRun: false }, signal: never })
    expect(await purge()).toMatchObject({ purgedOrganizations: 0 })
    at = new Date('2046-06-01T12:00:01Z')
    await Organization.updateOne({ _id: ownOrganizationId }, { $set: { legalHold: true } })
    expect(await purge()).toMatchObject({ purgedOrganizations: 0 })
    await Organization.updateOne({ _id: ownOrganizationId }, { $set: { legalHold: false } })
    const before = await costs()
    expect(await purge()).toMatchObject({ purgedOrganizations: 1, failed: 0 })
    const left = await findTexts([ownOrganizationId.toHexString()])
    expect([...new Set(left.map((found) => found.split(':')[0]))].toSorted()).toEqual(['chatanalytics', 'usagerecords'])
    expect(await costs()).toBe(before)
    expect(await User.exists({ _id: account.owner.userId })).not.toBeNull()
    expect(await Conversation.countDocuments({ organizationId: account.sharedOrganizationId })).toBe(2)
  })

  test('a demo that is over goes with its person and everything in it', async () => {
    const { owner, ownOrganizationId } = account
    await Member.deleteOne({ userId: owner.userId, organizationId: account.sharedOrganizationId })
    await Organization.updateOne({ _id: ownOrganizationId }, { $set: { demoExpiresAt: new Date(at.getTime() + 1) } })
    await User.updateOne({ _id: owner.userId }, { $set: { provider: 'demo' } })
    const remove = (dryRun: boolean) => purgeOrganizations({ ctx: contextOf(), input: { dryRun }, signal: never })
    expect(await remove(false)).toMatchObject({ removedDemos: 0 })
    at = new Date(at.getTime() + 1)
    expect(await remove(true)).toMatchObject({ removedDemos: 1 })
    expect(await User.exists({ _id: owner.userId })).not.toBeNull()
    expect(await remove(false)).toMatchObject({ removedDemos: 1, failed: 0 })
    expect(await findTexts([ownOrganizationId.toHexString(), owner.userId])).toEqual([])
  })
})

describe('after a restore', () => {
  test('what was erased since the backup is erased again, and nothing else', async () => {
    const { db } = databaseHandle()
    const collections = await db.listCollections().toArray()
    const backup = await Promise.all(
      collections.map(async ({ name }) => [name, await db.collection(name).find().toArray()] as const),
    )
    at = new Date(at.getTime() + 60_000)
    await eraseAccount({ ctx: contextOf() })
    await emptyDatabase()
    for (const [name, documents] of backup) if (documents.length > 0) await db.collection(name).insertMany(documents)
    // Since the backup someone else had become the owner of what they had to hand over.
    await Member.updateOne({ userId: account.owner.userId }, { $set: { role: 'owner' } })
    expect((await findTexts(identifiersOf(account))).length).toBeGreaterThan(60)
    expect(await replayErasures({ ctx: contextOf() })).toMatchObject({ erased: 1 })
    expect(await findTexts(identifiersOf(account))).toEqual([`conversations: ${account.email}`])
    expect(await User.countDocuments()).toBe(2)
    expect(await replayErasures({ ctx: contextOf() })).toMatchObject({ erased: 0, absent: 0 })
  })

  test('what the backup did not hold is noted; a changed line is told and not obeyed', async () => {
    const receipt = await eraseAccount({ ctx: contextOf() })
    await emptyDatabase()
    account = await createTestAccount()
    const { read } = world.erasures
    const erasures = { ...world.erasures, read: async () => [receipt] }
    expect(await replayErasures({ ctx: contextOf({ erasures }) })).toEqual({ erased: 0, absent: 1, unreadable: 0 })
    expect(await replayErasures({ ctx: contextOf({ erasures }) })).toEqual({ erased: 0, absent: 0, unreadable: 0 })
    const subject = `${world.keys.newest.id}.${'0'.repeat(64)}`
    await world.erasures.append({ ...receipt, subject })
    const written = await read()
    expect(written.at(-1)).toMatchObject({ subject })
    const changed = { ...world.erasures, read: async () => written.slice(-1) }
    expect(await replayErasures({ ctx: contextOf({ erasures: changed }) })).toEqual({
      erased: 0,
      absent: 0,
      unreadable: 1,
    })
  })
})

test('an id that is nobody’s is no account', async () => {
  const nobody = { ...account.owner, userId: new Types.ObjectId().toHexString() }
  await expect(eraseAccount({ ctx: world.contextOf(nobody) })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
