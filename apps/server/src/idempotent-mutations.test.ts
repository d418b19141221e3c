import { randomUUID } from 'node:crypto'
import { appRouter } from '@parley/api'
import { databaseHandle, User } from '@parley/db'
import { createProject, createPrompt, createProvider } from '@parley/services'
import { apiContextOf, createTenant, startTestWorld, type TestTenant, type TestWorld } from '@parley/testing'
import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

const procedureContract = z.object({ type: z.string(), inputs: z.array(z.unknown()) })

/** At run time the procedures are flat, by their path; their type is that of the nested routers. */
const mutations = Object.entries(appRouter._def.procedures).flatMap(([path, made]) => {
  const { type, inputs } = procedureContract.parse(Object(made)._def)
  return type === 'mutation' ? [{ path, verb: path.split('.')[1] ?? '', inputs }] : []
})

/** Done twice they leave what they leave done once: they set a state, or end something that is then not there to be ended. */
const SETTING = [
  ...['update', 'remove', 'archive', 'restore', 'end', 'disconnect', 'selectAccount', 'activate'],
  ...['rate', 'react', 'markDelivered', 'markRead', 'stop', 'continue', 'decide'],
]

/** They leave nothing of the person's that a second call would double: a test of a connection, a ZIP, an attempt that expires, a demo, an end. */
const LEAVING_NOTHING = [
  'integrations.test',
  'integrations.connect',
  'account.export',
  'account.startDemo',
  'account.erase',
  'tools.rotateSecret',
]

const hasOwnKey = (inputs: unknown[]) =>
  inputs.some((input) => input instanceof z.ZodObject && 'clientMessageId' in input.shape)

const keyed = mutations.filter(
  ({ path, verb, inputs }) => !SETTING.includes(verb) && !LEAVING_NOTHING.includes(path) && !hasOwnKey(inputs),
)

let world: TestWorld
let tenant: TestTenant
let inputs: Record<string, object>
beforeAll(async () => {
  world = await startTestWorld()
  tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { agentId } = tenant
  const { id: projectId } = await createProject({ ctx, input: { name: 'Made before' } })
  const provider = { name: 'before', displayName: 'Before', apiBaseUrl: 'http://llm.test/v1' }
  const { id: providerId } = await createProvider({ ctx, input: provider })
  const prompt = { title: 'Made before', content: 'What is CTR?', projectId }
  const { id: promptId } = await createPrompt({ ctx, input: prompt })
  const other = await User.findById((await createTenant()).owner.userId).lean()
  inputs = {
    'agents.create': { name: 'Made', type: 'chatbot' },
    'agents.publish': { agentId },
    'apiKeys.create': { name: 'Made', projectId, providerId, key: 'sk-test-0123456789abcd' },
    'attachments.create': { name: 'a.txt', type: 'text/plain', sizeBytes: 3 },
    'conversations.create': { title: 'Made' },
    'demos.create': { name: 'Made', agentId },
    'deployments.create': { agentId, friendlyName: `made-${tenant.organizationId}` },
    'leads.create': { email: 'ada@example.test', name: 'Ada', source: 'form' },
    'members.create': { email: other?.email, role: 'member' },
    'organizations.create': { name: 'Made', slug: `made-${tenant.organizationId}` },
    'projects.create': { name: 'Made' },
    'prompts.create': { title: 'Made', content: 'x', projectId },
    'prompts.run': { promptId, agentId },
    'providers.create': { ...provider, name: 'made' },
    'tickets.create': { agentId, input: 'x' },
    'tools.create': {
      name: 'made',
      displayName: 'Made',
      description: 'Made.',
      category: 'custom',
      parametersSchema: { type: 'object' },
      implementation: { type: 'webhook', handler: 'https://crm.test/search' },
      effect: 'read',
    },
  }
})
afterAll(() => world.close())

async function call(path: string, input: object | undefined, key: string): Promise<unknown> {
  try {
    return await callTRPCProcedure({
      router: appRouter,
      path,
      type: 'mutation',
      ctx: apiContextOf(world.contextOf(tenant.owner, { idempotencyKey: key })),
      getRawInput: async () => input,
      signal: undefined,
      batchIndex: 0,
    })
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    return error.message
  }
}

async function countRecords(): Promise<Record<string, number>> {
  const { db } = databaseHandle()
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await db.collection(name).countDocuments()] as const)),
  )
}

test('whatever makes something is here with an input, and nothing else', () => {
  expect(keyed.map(({ path }) => path).toSorted()).toEqual(Object.keys(inputs).toSorted())
})

describe('an Idempotency-Key sent again', () => {
  test.each(keyed)('$path: is answered with what was made, once', async ({ path }) => {
    const key = randomUUID()
    if (path === 'deployments.create') await call('agents.publish', inputs['agents.publish'], randomUUID())
    const made = await call(path, inputs[path], key)
    expect(made).toEqual(expect.any(Object))
    const before = await countRecords()
    expect(await call(path, inputs[path], key)).toEqual(made)
    expect(await countRecords()).toEqual(before)
  })
})
