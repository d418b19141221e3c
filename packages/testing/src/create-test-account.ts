import { randomUUID } from 'node:crypto'
import {
  Agent,
  AgentExecution,
  AgentVersion,
  Attachment,
  AuditEvent,
  ChatAnalytics,
  ChatSession,
  Conversation,
  databaseHandle,
  IdempotencyRecord,
  Lead,
  Member,
  MessageBucket,
  OAuthAttempt,
  PlatformIntegration,
  Project,
  Ticket,
  Turn,
  UsageRecord,
  User,
} from '@parley/db'
import type { Actor } from '@parley/services'
import { mongo, Types } from 'mongoose'
import { createMember, createTenant } from './create-tenant.ts'

const AT = new Date('2046-05-01T12:00:00Z')

/** Somebody with something in every collection, in an organization of their own and in one of others. */
export interface TestAccount {
  owner: Actor
  email: string
  name: string
  ownOrganizationId: Types.ObjectId
  sharedOrganizationId: Types.ObjectId
  colleague: Actor
  /** A colleague's conversation with the person's words and reactions in it. */
  colleaguesConversationId: Types.ObjectId
}

export async function createTestAccount(): Promise<TestAccount> {
  const own = await createTenant()
  const shared = await createTenant()
  const { owner } = own
  const email = `grace.${randomUUID()}@example.test`
  const name = `Grace Hopperova${owner.userId.slice(-6).replace(/\d/g, 'x')}`
  const userId = new Types.ObjectId(owner.userId)
  await User.updateOne({ _id: userId }, { $set: { email, name } })
  const ownOrganizationId = new Types.ObjectId(own.organizationId)
  const sharedOrganizationId = new Types.ObjectId(shared.organizationId)
  await Member.create([{ organizationId: sharedOrganizationId, userId, role: 'admin' }])
  const colleague = await createMember(shared.organizationId)
  const { db } = databaseHandle()
  const account = {
    userId,
    accountId: owner.userId,
    providerId: 'credential',
    password: '$2b$11$secret',
    createdAt: AT,
  }
  await db.collection('accounts').insertOne(account)
  const session = { userId, token: randomUUID(), ipAddress: '10.1.2.3', userAgent: 'A browser', expiresAt: AT }
  await db.collection('sessions').insertMany([{ ...session, activeOrganizationId: own.organizationId }])
  await db.collection('verifications').insertOne({ identifier: email, value: owner.userId, expiresAt: AT })
  await db.collection('invitations').insertOne({ organizationId: sharedOrganizationId, email, inviterId: userId })
  for (const place of [own, shared])
    await fill(owner, email, name, new Types.ObjectId(place.organizationId), place.agentId)
  const colleaguesConversationId = await writeAbout(owner, email, name, colleague, shared.agentId)
  return { owner, email, name, ownOrganizationId, sharedOrganizationId, colleague, colleaguesConversationId }
}

function message(seq: number, text: string, more: object = {}) {
  return {
    _id: new Types.ObjectId(),
    seq,
    role: 'user' as const,
    senderType: 'user' as const,
    text,
    parts: [{ type: 'text' as const, value: text }],
    createdAt: AT,
    status: 'complete' as const,
    ...more,
  }
}

async function fill(owner: Actor, email: string, name: string, organizationId: Types.ObjectId, agentId: string) {
  const userId = new Types.ObjectId(owner.userId)
  const ownerKey = owner.userId
  const conversationId = new Types.ObjectId()
  const key = { organizationId, ownerKey, conversationId }
  const mine = message(301, `I am ${name}, write to ${email}`, {
    clientMessageId: randomUUID(),
    feedback: { rating: 'negative', reason: 'other', comment: `Call me, ${name}`, submittedAt: AT },
    functionCalls: [
      {
        id: 'c',
        round: 0,
        textOffset: 0,
        name: 'run_report',
        arguments: {},
        result: { rows: [email] },
        state: 'succeeded',
      },
    ],
    metadata: { reactions: [{ emoji: '👍', userId, createdAt: AT }], customFields: { by: ownerKey } },
  })
  await Conversation.create([
    {
      _id: conversationId,
      organizationId,
      userId,
      ownerKey,
      agentId,
      agentVersion: 1,
      title: `For ${name}`,
      metadata: { ipAddress: '10.1.2.3', userAgent: 'A browser', customFieldsText: [email] },
      messages: [mine],
      messageCount: 301,
      estimatedCostMicros: 900,
      startedAt: AT,
      lastMessageAt: AT,
    },
  ])
  const buckets = Array.from({ length: 6 }, (_, index) => ({
    ...key,
    firstSeq: index * 50 + 1,
    lastSeq: index * 50 + 50,
    messages: Array.from({ length: 50 }, (_, at) => message(index * 50 + at + 1, `${email} said ${at}`)),
  }))
  await MessageBucket.insertMany(buckets)
  await Turn.create([{ ...key, messageId: mine._id, attempt: 1, ownerId: 's', state: 'done', text: `Dear ${name}` }])
  const usage = {
    organizationId,
    payer: 'user' as const,
    userId,
    conversationId,
    model: 'm',
    state: 'settled' as const,
    at: AT,
  }
  await UsageRecord.create([
    { ...usage, messageId: mine._id, purpose: 'answer', attempt: 1, costMicros: 700, inputTokens: 5 },
    { ...usage, messageId: mine._id, purpose: 'title', attempt: 1, costMicros: 200 },
  ])
  const logs = [{ at: AT, type: 'info' as const, message: `asked by ${email}` }]
  const run = { organizationId, agentId, agentVersion: 1, conversationId, userId, startedAt: AT, logs, tokensUsed: 5 }
  await AgentExecution.create([{ ...run, status: 'completed', result: { name } }])
  await IdempotencyRecord.create([
    { organizationId, ownerKey, key: randomUUID(), requestHash: 'h', responseRef: { conversationId }, expiresAt: AT },
  ])
  await OAuthAttempt.create([
    {
      organizationId,
      userId,
      platform: 'google_analytics',
      sessionId: 's',
      isSandbox: true,
      returnTo: '/',
      expiresAt: AT,
      purgeAt: new Date('2100-01-01'),
    },
  ])
  await PlatformIntegration.create([
    {
      organizationId,
      userId,
      platform: 'google_analytics',
      grantKey: `subject-of-${ownerKey}`,
      isSandbox: true,
      connectedAt: AT,
      credentials: { scope: [] },
    },
  ])
  await AuditEvent.create([
    {
      organizationId,
      actorId: userId,
      action: 'projects.create',
      target: { type: 'Project', id: new Types.ObjectId() },
      after: { ownerId: userId, note: `by ${email}` },
      at: AT,
      requestId: 'r',
    },
  ])
  await Ticket.create([{ organizationId, request: { agentId, input: { email }, userId } }])
  await ChatSession.create([
    { organizationId, userId, agentId, conversationId, metadata: { ipAddress: '10.1.2.3', userAgent: 'A browser' } },
  ])
  await ChatAnalytics.create([
    {
      organizationId,
      date: AT,
      totalMessages: 301,
      totalCostMicros: 900,
      topQuestions: [{ text: `Is ${name} in?`, count: 1 }],
    },
  ])
  await Lead.create([{ organizationId, email, name, source: 'form' }])
  const snapshot = { systemPrompt: 'Be kind.', ownerId: userId }
  await AgentVersion.create([{ organizationId, agentId, version: 1, snapshot, publishedAt: AT, publishedBy: userId }])
  await Agent.updateOne(
    { _id: agentId },
    { $set: { ownerId: userId, systemPrompt: `Ask ${name} (${email}) when in doubt.` } },
  )
  await Project.create([{ organizationId, name: `Spring ${randomUUID()}`, description: `Led by ${name}` }])
  await addFile(key, `${email} is in this file`)
}

async function addFile(
  key: { organizationId: Types.ObjectId; ownerKey: string; conversationId: Types.ObjectId },
  text: string,
) {
  const storageKey = new Types.ObjectId()
  const bucket = new mongo.GridFSBucket(databaseHandle().db, { bucketName: 'attachments' })
  const upload = bucket.openUploadStreamWithId(storageKey, 'notes.txt', { metadata: { ownerKey: key.ownerKey } })
  await new Promise((resolve, reject) => upload.on('error', reject).end(text, () => resolve(null)))
  const file = {
    name: 'notes.txt',
    type: 'text/plain',
    sizeBytes: text.length,
    text,
    storageKey: storageKey.toHexString(),
  }
  await Attachment.create([{ ...key, ...file }])
}

async function writeAbout(owner: Actor, email: string, name: string, colleague: Actor, agentId: string) {
  const _id = new Types.ObjectId()
  const reactions = [
    { emoji: '👍', userId: new Types.ObjectId(owner.userId), createdAt: AT },
    { emoji: '🎉', userId: new Types.ObjectId(colleague.userId), createdAt: AT },
  ]
  const text = `Ask ${name} (${email.toUpperCase()}), id ${owner.userId}. Not x${email}.`
  await Conversation.create([
    {
      _id,
      organizationId: colleague.organizationId,
      userId: colleague.userId,
      ownerKey: colleague.userId,
      agentId,
      agentVersion: 1,
      messages: [message(1, text, { metadata: { reactions } })],
      startedAt: AT,
      lastMessageAt: AT,
    },
  ])
  return _id
}
