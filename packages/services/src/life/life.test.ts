import { randomUUID } from 'node:crypto'
import { type RetentionCounts, retentionContract } from '@parley/contracts'
import {
  AgentExecution,
  Attachment,
  ChatSession,
  Conversation,
  databaseHandle,
  MessageBucket,
  Organization,
  Turn,
  UsageRecord,
} from '@parley/db'
import { createTenant, createTestLog, createWriteContext, startTestWorld, type TestTenant } from '@parley/testing'
import { mongo, Types } from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import { changeLifecycle } from '../conversations/change-lifecycle.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { applyRetention } from './apply-retention.ts'
import { previewRetention } from './preview-retention.ts'
import { purgeConversation } from './purge-conversation.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const NOTHING: RetentionCounts = {
  archivedConversations: 0,
  purgedConversations: 0,
  removedMessages: 0,
  removedSessions: 0,
  removedAttachments: 0,
  archivedExecutions: 0,
  clearedExecutions: 0,
}
const ctx = { now: () => NOW, log: createTestLog() }
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000)

let tenant: TestTenant
let organizationId: Types.ObjectId

beforeEach(async () => {
  tenant = await createTenant()
  organizationId = new Types.ObjectId(tenant.organizationId)
})

const apply = (dryRun = false) => applyRetention({ ctx, input: { organizationId: tenant.organizationId, dryRun } })

function message(seq: number, createdAt: Date, status: 'complete' | 'awaiting_connection' = 'complete') {
  const role = seq % 2 ? ('user' as const) : ('assistant' as const)
  const senderType = seq % 2 ? ('user' as const) : ('agent' as const)
  return { _id: new Types.ObjectId(), seq, role, senderType, text: `Message ${seq}`, createdAt, status }
}

async function addConversation(fields: Record<string, unknown> = {}): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId()
  await Conversation.create([
    {
      _id,
      organizationId,
      userId: tenant.owner.userId,
      ownerKey: tenant.owner.userId,
      agentId: tenant.agentId,
      agentVersion: 1,
      startedAt: NOW,
      lastMessageAt: NOW,
      ...fields,
    },
  ])
  return _id
}

async function addFile(conversationId: Types.ObjectId | null, createdAt = NOW): Promise<Types.ObjectId> {
  const { db } = databaseHandle()
  const storageKey = new Types.ObjectId()
  const upload = new mongo.GridFSBucket(db, { bucketName: 'attachments' }).openUploadStreamWithId(storageKey, 'a.txt')
  await new Promise((resolve, reject) => upload.on('error', reject).end('some bytes', () => resolve(null)))
  const [file] = await Attachment.create(
    [
      {
        organizationId,
        ownerKey: tenant.owner.userId,
        ...(conversationId && { conversationId }),
        name: 'a.txt',
        type: 'text/plain',
        sizeBytes: 10,
        storageKey: storageKey.toHexString(),
        createdAt,
      },
    ],
    { timestamps: false },
  )
  return file?._id ?? storageKey
}

const bytesLeft = () => databaseHandle().db.collection('attachments.chunks').countDocuments({})

describe('archiving', () => {
  test('what is idle for as long as the policy says, remembering what it was', async () => {
    const idle = await addConversation({ lastMessageAt: daysAgo(91) })
    const ended = await addConversation({ lastMessageAt: daysAgo(90), status: 'ended', endedAt: daysAgo(90) })
    const recent = await addConversation({ lastMessageAt: daysAgo(89) })
    expect(await apply(true)).toEqual({ ...NOTHING, archivedConversations: 2 })
    expect(await Conversation.countDocuments({ organizationId, status: 'archived' })).toBe(0)
    expect(await apply()).toEqual({ ...NOTHING, archivedConversations: 2 })
    expect(await apply()).toEqual(NOTHING)
    expect(await Conversation.findById(idle).lean()).toMatchObject({ status: 'archived', statusBefore: 'active' })
    expect(await Conversation.findById(ended).lean()).toMatchObject({ statusBefore: 'ended', archivedAt: NOW })
    expect(await Conversation.findById(recent).lean()).toMatchObject({ status: 'active' })
  })

  test('goes by each organization’s own days, over more conversations than a batch, in one run for all', async () => {
    const other = await createTenant()
    await Organization.updateOne({ _id: organizationId }, { $set: { 'settings.retention': { archiveAfterDays: 10 } } })
    await Organization.updateOne(
      { _id: other.organizationId },
      { $set: { 'settings.retention': { archiveAfterDays: null } } },
    )
    const fields = { ownerKey: 'x', agentId: tenant.agentId, agentVersion: 1, startedAt: daysAgo(12) }
    await Conversation.insertMany(
      Array.from({ length: 450 }, (_, index) => ({
        ...fields,
        organizationId: index < 430 ? organizationId : other.organizationId,
        lastMessageAt: daysAgo(11 + index / 1000),
      })),
    )
    expect(await applyRetention({ ctx, input: { dryRun: false } })).toMatchObject({ archivedConversations: 430 })
    expect(await Conversation.countDocuments({ organizationId: other.organizationId, status: 'active' })).toBe(20)
  })

  test('a policy that cannot be read does nothing, and says so', async () => {
    await addConversation({ lastMessageAt: daysAgo(400) })
    await Organization.updateOne({ _id: organizationId }, { $set: { 'settings.retention': { archiveAfterDays: 'x' } } })
    expect(await apply()).toEqual(NOTHING)
    expect(ctx.log.entries.at(-1)).toMatchObject({ level: 'error' })
  })
})

describe('purging', () => {
  test('takes what was deleted longer ago than the restore window, with all that hangs on it; the ledger stays', async () => {
    const messages = [message(51, daysAgo(40)), message(52, daysAgo(40))]
    const gone = await addConversation({ status: 'deleted', statusBefore: 'active', deletedAt: daysAgo(30), messages })
    const restorable = await addConversation({ status: 'deleted', statusBefore: 'active', deletedAt: daysAgo(29) })
    const older = Array.from({ length: 50 }, (_, index) => message(index + 1, daysAgo(50)))
    const key = { conversationId: gone, organizationId, ownerKey: tenant.owner.userId }
    await MessageBucket.create([{ ...key, firstSeq: 1, lastSeq: 50, messages: older }])
    const turn = { ...key, attempt: 1, ownerId: 's', state: 'done' as const }
    await Turn.create([
      { ...turn, messageId: messages[1]?._id },
      { ...turn, messageId: older[1]?._id },
    ])
    const run = {
      organizationId,
      agentId: tenant.agentId,
      agentVersion: 1,
      startedAt: NOW,
      status: 'completed' as const,
    }
    await AgentExecution.create([{ ...run, conversationId: gone }])
    await ChatSession.create([{ organizationId, agentId: tenant.agentId, conversationId: gone }])
    await UsageRecord.create([
      { organizationId, payer: 'user', conversationId: gone, model: 'm', costMicros: 7, state: 'settled', at: NOW },
    ])
    await addFile(gone)
    expect(await apply(true)).toEqual({ ...NOTHING, purgedConversations: 1 })
    expect(await apply()).toEqual({ ...NOTHING, purgedConversations: 1 })
    const left = await Promise.all(
      [Turn, AgentExecution, ChatSession, MessageBucket, Attachment].map(({ collection }) =>
        collection.countDocuments({ conversationId: gone }),
      ),
    )
    expect(left).toEqual([0, 0, 0, 0, 0])
    expect(await bytesLeft()).toBe(0)
    expect(await Conversation.findById(gone).lean()).toBeNull()
    expect(await UsageRecord.countDocuments({ conversationId: gone, costMicros: 7 })).toBe(1)
    expect(await Conversation.findById(restorable).lean()).toMatchObject({ statusBefore: 'active' })
  })

  test('what was restored in time stays; what a purge has begun to take cannot be restored', async () => {
    const conversationId = await addConversation({ status: 'active' })
    const key = { conversationId, organizationId, ownerKey: tenant.owner.userId }
    expect(await purgeConversation(key, NOW)).toBe(false)
    const begun = await addConversation({ status: 'deleted', statusBefore: 'deleted', deletedAt: daysAgo(31) })
    const world = await startTestWorld()
    const restore = changeLifecycle(world.contextOf(tenant.owner), begun.toHexString(), 'restore')
    await expect(restore).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await world.close()
    expect(await apply()).toMatchObject({ purgedConversations: 1 })
  })
})

describe('old messages', () => {
  test('stay unless an organization says otherwise; then they go with their files, and the counts stay', async () => {
    const old = Array.from({ length: 50 }, (_, index) => message(index + 1, daysAgo(100 - index)))
    const messages = [message(51, daysAgo(40)), message(52, daysAgo(10)), message(53, daysAgo(5))]
    const conversationId = await addConversation({
      startedAt: daysAgo(100),
      messages,
      messageCount: 53,
      nextSeq: 54,
      totalTokensUsed: 900,
    })
    const key = { conversationId, organizationId, ownerKey: tenant.owner.userId }
    await MessageBucket.create([{ ...key, firstSeq: 1, lastSeq: 50, messages: old }])
    await addFile(conversationId, daysAgo(60))
    const kept = await addFile(conversationId, daysAgo(5))
    expect(await apply()).toEqual(NOTHING)
    const update = { retention: { removeMessagesAfterDays: 60 } }
    await updateOrganization({ ctx: createWriteContext(tenant.owner), input: update })
    expect(await apply(true)).toEqual({ ...NOTHING, removedMessages: 41 })
    expect(await apply()).toEqual({ ...NOTHING, removedMessages: 41 })
    expect(await MessageBucket.findOne(key).lean()).toMatchObject({ firstSeq: 42, lastSeq: 50 })
    await updateOrganization({
      ctx: createWriteContext(tenant.owner),
      input: { retention: { removeMessagesAfterDays: 20 } },
    })
    expect(await apply()).toEqual({ ...NOTHING, removedMessages: 10 })
    expect(await MessageBucket.countDocuments(key)).toBe(0)
    const left = await Conversation.findById(conversationId).lean()
    expect(left?.messages.map(({ seq }) => seq)).toEqual([52, 53])
    expect(left).toMatchObject({ messageCount: 53, nextSeq: 54, totalTokensUsed: 900 })
    expect(left?.windowBytes).toBeGreaterThan(0)
    expect((await Attachment.find({ conversationId }).lean()).map(({ _id }) => _id)).toEqual([kept])
  })

  test('nothing goes from a question on that still waits for its answer', async () => {
    const messages = [message(1, daysAgo(90)), message(2, daysAgo(90), 'awaiting_connection')]
    const conversationId = await addConversation({ startedAt: daysAgo(90), messages })
    const update = { retention: { removeMessagesAfterDays: 20, archiveAfterDays: null } }
    await updateOrganization({ ctx: createWriteContext(tenant.owner), input: update })
    expect(await apply()).toEqual({ ...NOTHING, removedMessages: 1 })
    expect((await Conversation.findById(conversationId).lean())?.messages.map(({ seq }) => seq)).toEqual([2])
  })
})

test('sittings that ended and files never sent are removed', async () => {
  const conversationId = await addConversation()
  const session = { organizationId, agentId: tenant.agentId, conversationId }
  await ChatSession.create([
    { ...session, expiresAt: daysAgo(0) },
    { ...session, expiresAt: new Date(NOW.getTime() + 1) },
    session,
  ])
  await addFile(null, daysAgo(8))
  const recent = await addFile(null, daysAgo(6))
  expect(await apply(true)).toEqual({ ...NOTHING, removedSessions: 1, removedAttachments: 1 })
  expect(await apply()).toEqual({ ...NOTHING, removedSessions: 1, removedAttachments: 1 })
  expect(await ChatSession.countDocuments({ conversationId })).toBe(2)
  expect((await Attachment.find({ organizationId }).lean()).map(({ _id }) => _id)).toEqual([recent])
})

test('runs are archived, and lose their logs a restore window later', async () => {
  const logs = [{ at: daysAgo(121), type: 'info' as const, message: 'began' }]
  const run = { organizationId, agentId: tenant.agentId, agentVersion: 1, tokensUsed: 5, logs }
  const [old] = await AgentExecution.create([
    { ...run, startedAt: daysAgo(121), status: 'completed' },
    { ...run, startedAt: daysAgo(121), status: 'parked' },
    { ...run, startedAt: daysAgo(121), archivedAt: daysAgo(31), status: 'failed', result: { rows: 1 } },
  ])
  expect(await apply(true)).toEqual({ ...NOTHING, archivedExecutions: 1, clearedExecutions: 1 })
  expect(await apply()).toEqual({ ...NOTHING, archivedExecutions: 1, clearedExecutions: 1 })
  expect(await AgentExecution.findById(old?._id).lean()).toMatchObject({ archivedAt: NOW, tokensUsed: 5 })
  expect(await AgentExecution.countDocuments({ organizationId, 'logs.0': { $exists: true } })).toBe(2)
  expect(await AgentExecution.countDocuments({ organizationId, result: { $exists: true } })).toBe(0)
})

test('legal hold exempts an organization from all of it, and only an owner sets it', async () => {
  await addConversation({ lastMessageAt: daysAgo(400) })
  await addConversation({ status: 'deleted', statusBefore: 'active', deletedAt: daysAgo(400) })
  await addFile(null, daysAgo(30))
  const admin = { ...tenant.owner, role: 'admin' as const }
  const hold = { legalHold: true }
  await expect(updateOrganization({ ctx: createWriteContext(admin), input: hold })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await updateOrganization({ ctx: createWriteContext(tenant.owner), input: hold })
  expect(await apply()).toEqual(NOTHING)
  const preview = await previewRetention({ ctx: { ...ctx, actor: tenant.owner } })
  expect(preview).toEqual({ retention: retentionContract.parse({}), legalHold: true, counts: NOTHING })
  await updateOrganization({ ctx: createWriteContext(tenant.owner), input: { legalHold: false } })
  expect(await apply()).toMatchObject({ archivedConversations: 1, purgedConversations: 1, removedAttachments: 1 })
})

test('a run that was ended in between goes on where it stopped', async () => {
  for (let index = 0; index < 5; index += 1)
    await addConversation({ status: 'deleted', deletedAt: daysAgo(40 + index), title: randomUUID() })
  const stopping = new AbortController()
  stopping.abort()
  const stopped = { ctx, input: { dryRun: false, organizationId: tenant.organizationId }, signal: stopping.signal }
  expect(await applyRetention(stopped)).toEqual(NOTHING)
  expect(await apply()).toMatchObject({ purgedConversations: 5 })
})
