import { randomUUID } from 'node:crypto'
import { errorDataContract, runResultContract } from '@parley/contracts'
import { AgentExecution } from '@parley/db'
import { createAgent, createDeployment, publishAgent, updateAgent, updateDeployment } from '@parley/services'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp } from './start-test-app.ts'

const SHOP = 'https://shop.example'

let world: TestWorld
let listener: Awaited<ReturnType<typeof startTestApp>>

beforeAll(async () => {
  world = await startTestWorld()
  listener = await startTestApp(world)
})

afterAll(async () => {
  await listener.close(0)
  await world.close()
})

let friendlyName: string
let agentId: string
let ctx: ReturnType<TestWorld['contextOf']>
let authorization: { authorization: string }
let cookie: string

/** A person with a deployment of an agent of theirs. */
beforeEach(async () => {
  const person = await listener.signUp()
  authorization = person.bearer
  cookie = person.cookie
  ctx = world.contextOf(person.owner)
  agentId = (await createAgent({ ctx, input: { name: 'Copywriter', type: 'task' } })).id
  await publishAgent({ ctx, input: { agentId } })
  friendlyName = `run-${randomUUID()}`
  await createDeployment({ ctx, input: { agentId, friendlyName, origins: [SHOP] } })
})

function run(body: unknown, headers: Record<string, string> = authorization, name = friendlyName) {
  return fetch(`${listener.url}/api/agents/${name}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

const errorOf = async (response: Response) => errorDataContract.parse(await response.json())
const INPUT = { input: 'Write three subject lines' }

test('a member runs it with a token or with their session, and gets one JSON answer', async () => {
  const response = await run(INPUT)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const result = runResultContract.parse(await response.json())
  expect(result).toMatchObject({ agentVersion: 1, output: expect.stringMatching(/\S/) })
  expect((await run(INPUT, { cookie, origin: listener.url })).status).toBe(200)
})

test('streams the answer as it comes, then the whole', async () => {
  const response = await run(INPUT, { ...authorization, accept: 'text/event-stream' })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events = (await response.text())
    .split('\n\n')
    .filter(Boolean)
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? ''),
    }))
  const done = runResultContract.parse(events.at(-1)?.data)
  expect(events.at(-1)?.event).toBe('done')
  const pieces = events.slice(0, -1)
  expect(new Set(pieces.map(({ event }) => event))).toEqual(new Set(['text']))
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.map(({ data }) => data.text).join('')).toBe(done.output)
})

/** What the deployment runs from now on. */
async function deployCode(code: string) {
  await updateAgent({ ctx, input: { agentId, code } })
  const { version } = await publishAgent({ ctx, input: { agentId } })
  await updateDeployment({ ctx, input: { friendlyName, agentVersion: version } })
}

test('an agent with code answers with what its handler returns, in one piece also where it streams', async () => {
  await deployCode('const handler = async ({ input }) => ({ input, answer: await askModel(input) })')
  const response = await run(INPUT)
  expect(response.status).toBe(200)
  const { output, usage } = runResultContract.parse(await response.json())
  expect(output).toEqual({ ...INPUT, answer: expect.stringMatching(/\S/) })
  expect(usage.outputTokens).toBeGreaterThan(0)
  const events = await (await run(INPUT, { ...authorization, accept: 'text/event-stream' })).text()
  expect(events.match(/^event: .*$/gm)).toEqual(['event: done'])
})

test('code that fails says so; one that never ends keeps nobody waiting', async () => {
  await deployCode('\nconst handler = ({ input }) => { if (input === "loop") for (;;); return input.a.b }')
  const failed = await run(INPUT)
  expect(failed.status).toBe(503)
  const userMessage = "The agent's code failed. TypeError: cannot read property 'b' of undefined (line 2)"
  expect(await errorOf(failed)).toMatchObject({ userMessage })
  let isLooping = true
  const looping = run({ input: 'loop' }).finally(() => {
    isLooping = false
  })
  expect((await fetch(`${listener.url}/healthz`)).status).toBe(200)
  expect(isLooping).toBe(true)
  expect((await looping).status).toBe(408)
})

test('what fails while it streams is the last event', async () => {
  await updateAgent({ ctx, input: { agentId, llmSettings: { model: 'sandbox-error' } } })
  await publishAgent({ ctx, input: { agentId } })
  await updateDeployment({ ctx, input: { friendlyName, agentVersion: 2 } })
  const response = await run(INPUT, { ...authorization, accept: 'text/event-stream' })
  const last = (await response.text()).split('\n\n').filter(Boolean).at(-1) ?? ''
  expect(last).toMatch(/^event: error$/m)
  expect(errorDataContract.parse(JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? ''))).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
  expect((await run(INPUT)).status).toBe(503)
})

test('refusals are JSON: no sign-in, a stranger, no such agent, no input, the wrong input', async () => {
  const nobody = await run(INPUT, {})
  expect([nobody.status, (await errorOf(nobody)).code]).toEqual([401, 'UNAUTHORIZED'])
  expect((await run(INPUT, (await listener.signUp()).bearer)).status).toBe(404)
  expect((await run(INPUT, authorization, 'there-is-none')).status).toBe(404)
  expect((await run(INPUT, {}, 'there-is-none')).status).toBe(401)
  expect((await run({ question: 1 })).status).toBe(400)
  expect((await run({ input: 'x'.repeat(600_000) })).status).toBe(413)
  await updateAgent({ ctx, input: { agentId, inputSchema: { type: 'object', required: ['topic'] } } })
  await publishAgent({ ctx, input: { agentId } })
  await updateDeployment({ ctx, input: { friendlyName, agentVersion: 2 } })
  const wrong = await run({ input: {} }, { ...authorization, accept: 'text/event-stream' })
  expect(wrong.status).toBe(400)
  expect((await errorOf(wrong)).fields).toEqual({ 'input.topic': [expect.stringContaining('topic')] })
  expect(await AgentExecution.countDocuments({ agentId })).toBe(0)
})

test("a site's page runs it where the agent is public and the origin allowed, and may read the answer", async () => {
  const page = { origin: SHOP, 'sec-fetch-site': 'cross-site' }
  const refused = await run(INPUT, page)
  expect(refused.status).toBe(401)
  expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  await updateAgent({ ctx, input: { agentId, isPublic: true } })
  const allowed = await run(INPUT, page)
  expect(allowed.status).toBe(200)
  expect(allowed.headers.get('access-control-allow-origin')).toBe(SHOP)
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
  const asked = { method: 'OPTIONS', headers: { origin: SHOP, 'access-control-request-method': 'POST' } }
  const preflight = await fetch(`${listener.url}/api/agents/${friendlyName}/run`, asked)
  expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP)
  expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type')
  const other = await run(INPUT, { origin: 'https://other.example' })
  expect(other.status).toBe(401)
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
})

test("another site's page does not run it in the name of who is signed in", async () => {
  const page = { cookie, origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }
  expect((await run(INPUT, page)).status).toBe(401)
  await updateAgent({ ctx, input: { agentId, isPublic: true } })
  expect((await run(INPUT, { ...page, origin: SHOP })).status).toBe(200)
  const [execution] = await AgentExecution.find({ agentId }).lean()
  expect(execution).not.toHaveProperty('userId')
})

test('no more runs a minute than its limit, and it says when the next may come', async () => {
  await updateDeployment({ ctx, input: { friendlyName, rateLimit: { requestsPerMinute: 2 } } })
  expect([(await run(INPUT)).status, (await run(INPUT)).status]).toEqual([200, 200])
  const refused = await run(INPUT)
  expect([refused.status, (await errorOf(refused)).code]).toEqual([429, 'TOO_MANY_REQUESTS'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
