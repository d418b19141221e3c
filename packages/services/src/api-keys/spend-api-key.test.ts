import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, ApiKey, UsageRecord } from '@parley/db'
import { ask, createTenant, send, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { ConflictError, LimitError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { createProject } from '../projects/create-project.ts'
import { createProvider } from '../providers/create-provider.ts'
import { createApiKey } from './create-api-key.ts'
import { updateApiKey } from './update-api-key.ts'

const KEY = 'sk-the-organizations-own'

let world: TestWorld
let apiBaseUrl = ''
const shown: (string | undefined)[] = []

/** In front of the sandbox's model: notes the keys it is shown. */
const door = createServer((request, response) => {
  shown.push(request.headers.authorization)
  const body: Buffer[] = []
  request.on('data', (chunk: Buffer) => body.push(chunk))
  request.on('end', async () => {
    const answer = await fetch(`${world.modelUrl}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(body),
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
})

beforeAll(async () => {
  world = await startTestWorld()
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  apiBaseUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}/v1`
})
afterAll(async () => {
  await new Promise((resolve) => door.close(resolve))
  await world.close()
})

async function agentWithKey(rateLimits = {}) {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: projectId } = await createProject({ ctx, input: { name: 'Site' } })
  const { id: providerId } = await createProvider({ ctx, input: { name: 'ours', displayName: 'Ours', apiBaseUrl } })
  const key = await createApiKey({ ctx, input: { name: 'Main', projectId, providerId, key: KEY, rateLimits } })
  await Agent.updateOne({ _id: objectId(tenant.agentId) }, { $set: { apiKeyId: objectId(key.id) } })
  return { ctx, apiKeyId: key.id }
}

const converse = async (ctx: MemberContext) => (await createConversation({ ctx, input: { title: 'T' } })).id

describe('an agent with a key of its own', () => {
  test('asks the key’s provider with it, and the ledger and the key know', async () => {
    const { ctx, apiKeyId } = await agentWithKey()
    shown.length = 0
    const answer = await ask(ctx, await converse(ctx), 'Hello')
    expect(answer.status).toBe('complete')
    expect(shown).toEqual([`Bearer ${KEY}`])
    const used = await UsageRecord.findOne({ apiKeyId: objectId(apiKeyId) }).lean()
    expect(used).toMatchObject({ state: 'settled', purpose: 'answer' })
    const { usageStats } = (await ApiKey.findOne({ _id: objectId(apiKeyId) }).lean()) ?? {}
    expect(usageStats).toMatchObject({ totalRequests: 1, totalTokens: answer.ai?.tokensUsed })
  })

  test('is refused at a limit, and nothing is written', async () => {
    const { ctx, apiKeyId } = await agentWithKey({ requestsPerMinute: 1 })
    const conversationId = await converse(ctx)
    await ask(ctx, conversationId, 'Hello')
    await expect(send(ctx, conversationId, 'Again')).rejects.toThrow(LimitError)
    expect(await UsageRecord.countDocuments({ apiKeyId: objectId(apiKeyId) })).toBe(1)
  })

  test('does not answer with a key that is switched off, and says so', async () => {
    const { ctx, apiKeyId } = await agentWithKey()
    const conversationId = await converse(ctx)
    await updateApiKey({ ctx, input: { apiKeyId, isActive: false } })
    await expect(send(ctx, conversationId, 'Hello')).rejects.toThrow(ConflictError)
  })

  test('never spends a key of another organization', async () => {
    const theirs = await agentWithKey()
    const { owner, agentId } = await createTenant()
    await Agent.updateOne({ _id: objectId(agentId) }, { $set: { apiKeyId: objectId(theirs.apiKeyId) } })
    const ctx = world.contextOf(owner)
    await expect(send(ctx, await converse(ctx), 'Hello')).rejects.toThrow(ConflictError)
  })
})
