import { createAuth, RateLimitedError } from '@parley/auth'
import { Conversation, Organization, UsageRecord } from '@parley/db'
import { seedData } from '@parley/services'
import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { demoStarter } from './demo-starter.ts'

const started = { organizationId: '64b000000000000000000001', expiresAt: '2026-01-02T03:04:05.000Z' }
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const allowed = { isAllowed: true, fill: async () => undefined, log: silent }

test('a demo is started where the installation has one, and filled', async () => {
  const filled: string[] = []
  const fill = async (organizationId: string) => filled.push(organizationId)
  const start = demoStarter({ startDemo: async () => started }, { ...allowed, fill })
  expect(await start('192.0.2.1', new Headers())).toEqual(started)
  expect(filled).toEqual([started.organizationId])
})

test('one that cannot be filled is an empty one', async () => {
  const said: string[] = []
  const log = { error: (_fields: unknown, message?: string) => said.push(String(message)) }
  const fill = () => Promise.reject(new Error('no space'))
  const start = demoStarter({ startDemo: async () => started }, { isAllowed: true, fill, log })
  expect(await start('192.0.2.1', new Headers())).toEqual(started)
  expect(said).toEqual(['A demo could not be filled'])
})

test('and refused in words where it has none, without asking for one', async () => {
  let asked = 0
  const startDemo = async () => {
    asked += 1
    return started
  }
  const refused = demoStarter({ startDemo }, { ...allowed, isAllowed: false })('192.0.2.1', new Headers())
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', userMessage: expect.stringContaining('sign up') })
  expect(asked).toBe(0)
})

test('too many are refused in words, anything else stays what it is', async () => {
  const limited = demoStarter({ startDemo: () => Promise.reject(new RateLimitedError(60)) }, allowed)
  await expect(limited('192.0.2.1', new Headers())).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  const broken = demoStarter({ startDemo: () => Promise.reject(new RangeError('x')) }, allowed)
  await expect(broken('192.0.2.1', new Headers())).rejects.toBeInstanceOf(RangeError)
})

test('a fresh demo holds rated answers and reports of its own, paid by the demo, all under its organization', async () => {
  const auth = await createAuth({
    secret: 'a secret of more than thirty-two characters',
    baseUrl: 'http://127.0.0.1:3000',
    trustedOrigin: () => null,
    log: silent,
  })
  const fill = (organizationId: string) => seedData({ organizationId, now: new Date() })
  const start = demoStarter(auth, { isAllowed: true, fill, log: silent })
  const demo = await start('192.0.2.1', new Headers())
  const organizationId = new ObjectId(demo.organizationId)
  const owner = await Organization.findOne({ _id: organizationId }, { ownerId: 1 }).lean()
  const conversations = await Conversation.find({ organizationId }).lean()
  const messages = conversations.flatMap((conversation) => conversation.messages)
  expect(conversations).toHaveLength(14)
  expect(conversations.every(({ userId }) => userId?.equals(owner?.ownerId))).toBe(true)
  expect(messages.some(({ feedback }) => feedback?.rating === 'positive')).toBe(true)
  expect(messages.some(({ parts }) => parts.some(({ type }) => type === 'chart'))).toBe(true)
  expect(messages.some(({ status }) => status === 'awaiting_connection')).toBe(false)
  expect(await UsageRecord.distinct('payer', { organizationId })).toEqual(['demo'])
  const other = await start('192.0.2.2', new Headers())
  const ids = new Set(conversations.map(({ _id }) => _id.toHexString()))
  const others = await Conversation.find({ organizationId: new ObjectId(other.organizationId) }, { _id: 1 }).lean()
  expect(others.filter(({ _id }) => ids.has(_id.toHexString()))).toEqual([])
})
