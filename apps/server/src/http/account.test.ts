import { randomUUID } from 'node:crypto'
import { erasureReceiptContract } from '@parley/contracts'
import { Conversation, databaseHandle, Erasure, MessageBucket, User } from '@parley/db'
import { createConversation, resumeErasures } from '@parley/services'
import { ask, emptyDatabase, findTexts, startTestWorld, type TestWorld } from '@parley/testing'
import { connectGoogle, type SandboxPlatforms, startTestPlatforms } from '@parley/testing/platforms'
import { unzipSync } from 'fflate'
import { ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestApp } from './start-test-app.ts'

/** `pnpm test:soak account` writes the full count. */
const MESSAGES = process.env.PARLEY_SOAK ? 20_000 : 6_000

let platforms: SandboxPlatforms
let world: TestWorld
let app: Awaited<ReturnType<typeof startTestApp>>
let now = new Date()
let isGoogleDown = false
/** Answers of the sandbox's revocation endpoint. */
const revocations: number[] = []

const watchedFetch: typeof fetch = async (input, init) => {
  const isRevocation = String(input instanceof Request ? input.url : input).includes('revo')
  if (isRevocation && isGoogleDown) throw new TypeError('fetch failed')
  const response = await fetch(input, init)
  if (isRevocation) revocations.push(response.status)
  return response
}

beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms, fetch: watchedFetch, now: () => now })
  app = await startTestApp(world)
})
afterEach(async () => {
  isGoogleDown = false
  revocations.length = 0
  await emptyDatabase()
})
afterAll(async () => {
  await app.close(0)
  await world.close()
  await platforms.close()
})

const answered = z.object({ result: z.object({ data: z.unknown() }) })

async function call(path: string, headers: Record<string, string>): Promise<unknown> {
  const request = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
  const response = await fetch(`${app.url}/trpc/${path}`, request)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return answered.parse(await response.json()).result.data
}

/** Someone with a conversation, its answer, and a connection to Google. */
async function signUpAndAsk() {
  const person = await app.signUp()
  const ctx = world.contextOf({ ...person.owner, sessionId: 'the session of a browser' })
  await connectGoogle(ctx, platforms)
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  await ask(ctx, conversationId, 'How do I plan a spring campaign?')
  const user = await User.findById(person.owner.userId).lean()
  return { ...person, conversationId, email: user?.email ?? '' }
}

test('account.erase: the grant is taken back, the session is over, and nothing of the sign-up is left', async () => {
  const { owner, bearer, email } = await signUpAndAsk()
  expect((await findTexts([owner.userId, email])).length).toBeGreaterThan(10)
  const receipt = erasureReceiptContract.parse(await call('account.erase', bearer))
  expect(receipt).toMatchObject({ kind: 'account', revocations: { done: 1, pending: 0 } })
  expect(revocations).toEqual([200])
  expect(await findTexts([owner.userId, owner.organizationId, email])).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^(?!usagerecords)/)]),
  )
  expect((await fetch(`${app.url}/trpc/account.get`, { headers: bearer })).status).toBe(401)
  const again = await fetch(`${app.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app.url },
    body: JSON.stringify({ email, password: 'correct horse battery' }),
  })
  expect(again.status).toBe(401)
})

test('a platform that cannot be told is told later, when the person is long gone', async () => {
  const { owner, bearer, email } = await signUpAndAsk()
  isGoogleDown = true
  const receipt = erasureReceiptContract.parse(await call('account.erase', bearer))
  expect(receipt.revocations).toEqual({ done: 0, pending: 1 })
  expect(await findTexts([owner.userId, email])).toEqual([])
  const resume = () => resumeErasures({ ctx: world.contextOf(owner), signal: new AbortController().signal })
  now = new Date(Date.now() + 2 * 60_000)
  await resume()
  isGoogleDown = false
  await resume()
  expect(revocations).toEqual([])
  now = new Date(now.getTime() + 5 * 60_000)
  await resume()
  expect(revocations).toEqual([200])
  expect(await Erasure.findById(receipt.id).lean()).toMatchObject({ revoked: 1, pendingRevocations: [] })
})

async function download(headers: Record<string, string>) {
  const response = await fetch(`${app.url}/api/account/export`, { headers })
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  const text = (name: string) => Buffer.from(files[name] ?? []).toString('utf8')
  return { response, names: Object.keys(files), text }
}

test('account.export: a ZIP of JSON and Markdown of everything, without a secret', async () => {
  const { owner, bearer, conversationId, email } = await signUpAndAsk()
  await signUpAndAsk()
  const announced = await call('account.export', bearer)
  expect(announced).toMatchObject({ downloadPath: '/api/account/export', records: { users: 1, conversations: 1 } })
  const { response, names, text } = await download(bearer)
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="parley-export-/)
  expect(JSON.parse(text('data/users.json'))).toMatchObject([{ _id: owner.userId, email }])
  expect(JSON.parse(text('data/conversations.json'))).toMatchObject([{ _id: conversationId }])
  expect(JSON.parse(text('data/platformintegrations.json'))).toHaveLength(1)
  const markdown = text(names.find((name) => name.endsWith(`${conversationId}.md`)) ?? '')
  expect(markdown).toContain('How do I plan a spring campaign?')
  expect(markdown).toContain('## Assistant, ')
  const everything = names.map(text).join('\n')
  const { db } = databaseHandle()
  const [account, session, integration] = await Promise.all([
    db.collection('accounts').findOne({ userId: new ObjectId(owner.userId) }),
    db.collection('sessions').findOne({ userId: new ObjectId(owner.userId) }),
    db.collection('platformintegrations').findOne({ userId: new ObjectId(owner.userId) }),
  ])
  const secrets = [account?.password, session?.token, integration?.credentials.accessToken]
  for (const secret of [...secrets, integration?.credentials.refreshToken]) {
    expect(secret).toEqual(expect.any(String))
    expect(everything).not.toContain(secret)
  }
})

test('an export is for whoever is signed in, and made while it is read', async () => {
  expect((await fetch(`${app.url}/api/account/export`)).status).toBe(401)
  const { owner, cookie, conversationId } = await signUpAndAsk()
  const key = { conversationId, organizationId: owner.organizationId, ownerKey: owner.userId }
  await Conversation.updateOne({ _id: conversationId }, { $set: { 'messages.0.seq': MESSAGES + 1 } })
  const text = 'What people said, again and again. '.repeat(40)
  const buckets = Array.from({ length: MESSAGES / 50 }, (_, index) => ({
    ...key,
    firstSeq: index * 50 + 1,
    lastSeq: index * 50 + 50,
    messages: Array.from({ length: 50 }, (_empty, place) => ({
      _id: new ObjectId(),
      seq: index * 50 + place + 1,
      role: 'user' as const,
      senderType: 'user' as const,
      text: `${index * 50 + place + 1}: ${text}`,
      createdAt: now,
      status: 'complete' as const,
    })),
  }))
  await MessageBucket.insertMany(buckets)
  const response = await fetch(`${app.url}/api/account/export`, { headers: { cookie } })
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  const first = await reader?.read()
  if (first?.value) chunks.push(first.value)
  // The rest is not made yet: what is said now is still in it.
  const marker = `Said while it was read ${randomUUID()}`
  await MessageBucket.updateOne({ ...key, firstSeq: MESSAGES - 49 }, { $set: { 'messages.49.text': marker } })
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) chunks.push(piece.value)
  const files = unzipSync(Buffer.concat(chunks))
  const markdown = Object.entries(files).find(([name]) => name.endsWith(`${conversationId}.md`))?.[1]
  const read = Buffer.from(markdown ?? []).toString('utf8')
  expect(read.match(/^## You, /gm)?.length).toBeGreaterThanOrEqual(MESSAGES)
  expect(read).toContain(marker)
  expect(JSON.parse(Buffer.from(files['data/messagebuckets.json'] ?? []).toString('utf8'))).toHaveLength(MESSAGES / 50)
}, 120_000)
