import { randomUUID } from 'node:crypto'
import { errorDataContract } from '@parley/contracts'
import { Lead } from '@parley/db'
import { createAgent, createDeployment, publishAgent } from '@parley/services'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp } from './start-test-app.ts'

const SHOP = 'https://shop.example'
const PAGE = { origin: SHOP, 'sec-fetch-site': 'cross-site' }
const ADA = { email: 'Ada@Example.test', name: 'Ada', consent: true }

let world: TestWorld
let listener: Awaited<ReturnType<typeof startTestApp>>
let deployment: string
let organizationId: string
let cookie: string
let lines: string[]

beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

/** A server of its own for each, as it counts the forms of an address. */
beforeEach(async () => {
  lines = []
  listener = await startTestApp(world, { onLine: (line) => lines.push(line) })
  const person = await listener.signUp()
  const ctx = world.contextOf(person.owner)
  organizationId = person.owner.organizationId
  cookie = person.cookie
  const agentId = (await createAgent({ ctx, input: { name: 'Copywriter', type: 'task' } })).id
  await publishAgent({ ctx, input: { agentId } })
  deployment = `form-${randomUUID()}`
  await createDeployment({ ctx, input: { agentId, friendlyName: deployment, origins: [SHOP] } })
})
afterEach(() => listener.close(0))

function post(body: string, type: string, headers: Record<string, string> = PAGE, name = deployment) {
  const address = `${listener.url}/api/leads?deployment=${encodeURIComponent(name)}`
  return fetch(address, { method: 'POST', headers: { 'content-type': type, ...headers }, body })
}

const send = (lead: unknown, headers?: Record<string, string>, name?: string) =>
  post(JSON.stringify(lead), 'application/json', headers, name)
const sendForm = (fields: Record<string, string>) =>
  post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded;charset=UTF-8')

const errorOf = async (response: Response) => errorDataContract.parse(await response.json())
const leads = () => Lead.find({ organizationId }).lean()

describe('POST /api/leads', () => {
  test("a site's page makes a lead with JSON and may read the answer, which says nothing", async () => {
    const response = await send({ ...ADA, campaign: { utmSource: 'news', msclkid: 'm-1' } })
    expect([response.status, await response.json()]).toEqual([201, { ok: true }])
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('vary')).toContain('Origin')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await leads()).toMatchObject([
      { email: 'ada@example.test', source: 'form', consentAt: expect.any(Date), campaign: { utmSource: 'news' } },
    ])
    expect(lines.join('\n')).not.toMatch(/ada@example|"Ada"/i)
  })

  test('a form that is sent as forms are makes one too; known and robots are answered alike', async () => {
    const form = {
      email: 'ada@example.test',
      name: 'Ada',
      consent: 'on',
      utm_campaign: 'spring',
      utm_term: '',
      website: '',
    }
    const answers = [
      await sendForm(form),
      await sendForm({ ...form, email: 'ADA@example.test' }),
      await sendForm({ ...form, email: 'bot@example.test', website: 'https://spam.example' }),
    ]
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([201, { ok: true }])
    expect(await leads()).toMatchObject([{ email: 'ada@example.test', campaign: { utmCampaign: 'spring' } }])
  })

  test('what is wrong is said field by field, and makes nothing', async () => {
    const refused = await send({
      email: 'nobody',
      name: 'A\nB',
      consent: false,
      role: 'admin',
      campaign: { utmX: '1' },
    })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(Object.keys((await errorOf(refused)).fields ?? {}).toSorted()).toEqual(
      ['campaign.utmX', 'consent', 'email', 'name', 'role'].toSorted(),
    )
    const { fields } = await errorOf(await sendForm({ email: 'ada@example.test', name: 'Ada' }))
    expect(fields).toEqual({ consent: [expect.any(String)] })
    expect((await post('{', 'application/json')).status).toBe(400)
    expect((await post('email=a', 'text/plain')).status).toBe(400)
    expect((await send({ ...ADA, website: 'x'.repeat(17 * 1024) })).status).toBe(413)
    expect(await leads()).toEqual([])
  })

  test('other sites, no site and no such deployment are refused alike, whoever is signed in there', async () => {
    const refusals = [
      await send(ADA, { origin: 'https://other.example', cookie }),
      await send(ADA, {}),
      await send(ADA, { origin: listener.url, cookie }),
      await send(ADA, PAGE, 'there-is-none'),
      await send(ADA, PAGE, '{"$ne":1}'),
    ]
    const told = []
    for (const refusal of refusals) {
      expect(refusal.status).toBe(403)
      expect(refusal.headers.get('access-control-allow-origin')).toBeNull()
      told.push((await errorOf(refusal)).userMessage)
    }
    expect(new Set(told).size).toBe(1)
    expect(await leads()).toEqual([])
  })

  test('a browser that asks first is told of allowed sites alone; other methods are not taken', async () => {
    const address = `${listener.url}/api/leads?deployment=${deployment}`
    const ask = (origin: string) =>
      fetch(address, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    const allowed = await ask(SHOP)
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, SHOP])
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type')
    expect((await ask('https://other.example')).headers.get('access-control-allow-origin')).toBeNull()
    expect((await fetch(address)).status).toBe(405)
  })

  test('an address that sends many is asked to wait, right or wrong as they are', async () => {
    for (let sent = 0; sent < 10; sent += 1) expect((await send({ name: 'x' })).status).toBe(400)
    const refused = await send(ADA)
    expect([refused.status, (await errorOf(refused)).code]).toEqual([429, 'TOO_MANY_REQUESTS'])
    expect(refused.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await leads()).toEqual([])
  })
})
