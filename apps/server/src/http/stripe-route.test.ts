import { User } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp } from './start-test-app.ts'

const SECRET = 'whsec_the_secret_of_this_endpoint'

let world: TestWorld
let app: Awaited<ReturnType<typeof startTestApp>>
let unset: Awaited<ReturnType<typeof startTestApp>>
const lines: string[] = []
beforeAll(async () => {
  world = await startTestWorld()
  const stripe = { webhookSecret: SECRET, prices: new Map([['price_pro', 'pro']] as const) }
  app = await startTestApp(world, { stripe, onLine: (line) => lines.push(line) })
  unset = await startTestApp(world)
})
afterAll(async () => {
  await Promise.all([app.close(0), unset.close(0)])
  await world.close()
})

interface Signing {
  secret?: string
  timestamp?: number
}

const sign = (payload: string, { secret = SECRET, timestamp }: Signing = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp !== undefined && { timestamp }) })

const deliver = (payload: string, headers: Record<string, string> = { 'stripe-signature': sign(payload) }) =>
  fetch(`${app.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: payload,
  })

let made = 0
const event = (type: string, object: object) =>
  JSON.stringify(
    { id: `evt_${made++}`, object: 'event', type, created: 1_800_000_000 + made, data: { object } },
    null,
    2,
  )

const checkout = (customer: string, userId: string) =>
  event('checkout.session.completed', { id: 'cs_1', object: 'checkout.session', customer, client_reference_id: userId })

const subscription = (customer: string, change: 'created' | 'updated' | 'deleted', status: string) =>
  event(`customer.subscription.${change}`, {
    id: `sub_${customer}`,
    object: 'subscription',
    customer,
    status,
    metadata: { name: 'Ada Lovelace – ada@example.test' },
    items: { object: 'list', data: [{ id: 'si_1', price: { id: 'price_pro', object: 'price' } }] },
  })

const billingOf = async (userId: string) => (await User.findById(userId).lean())?.billing

describe('signed events', () => {
  test('carry a person through a subscription', async () => {
    const { userId } = (await createTenant()).owner
    const steps = [
      [subscription('cus_a', 'created', 'incomplete'), 'free', 'active'],
      [checkout('cus_a', userId), 'free', 'past_due'],
      [subscription('cus_a', 'updated', 'active'), 'pro', 'active'],
      [subscription('cus_a', 'updated', 'past_due'), 'pro', 'past_due'],
      [subscription('cus_a', 'deleted', 'canceled'), 'free', 'cancelled'],
    ] as const
    for (const [payload, plan, status] of steps) {
      const answer = await deliver(payload)
      expect([answer.status, await answer.json()]).toEqual([200, { received: true }])
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(await billingOf(userId)).toMatchObject({ plan, status })
    }
    const ended = await billingOf(userId)
    for (const [payload] of steps) expect((await deliver(payload)).status).toBe(200)
    expect(await billingOf(userId)).toEqual(ended)
  })

  test('of another page’s, or with another’s cookie, count for their signature alone', async () => {
    const { userId } = (await createTenant()).owner
    const { cookie } = await app.signUp()
    const payload = checkout('cus_b', userId)
    const from = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site', cookie }
    expect((await deliver(payload, { ...from, 'stripe-signature': sign(payload) })).status).toBe(200)
    expect((await billingOf(userId))?.stripeCustomerId).toBe('cus_b')
  })

  test('that say nothing to Parley are taken and told without what they are about', async () => {
    lines.length = 0
    const strangers = [
      event('invoice.paid', { id: 'in_1', customer_email: 'ada@example.test' }),
      event('customer.subscription.updated', { id: 'sub_x', customer: 'cus_x' }),
      checkout('cus_c', 'ada@example.test'),
      subscription('cus_nobody', 'updated', 'active'),
    ]
    for (const payload of strangers) expect((await deliver(payload)).status).toBe(200)
    const said = lines.filter((line) => line.includes('"eventId"'))
    expect(said).toHaveLength(4)
    expect(said[0]).toContain('"type":"invoice.paid","outcome":"ignored"')
    expect(lines.join()).not.toMatch(/ada@|Ada|cus_|sub_|whsec/)
  })
})

describe('what is not signed for this endpoint is refused, and changes nothing', () => {
  const old = Math.floor(Date.now() / 1000) - 301

  test.each<[string, (payload: string) => [payload: string, headers: Record<string, string>]]>([
    ['no signature', (payload) => [payload, {}]],
    ['an empty one', (payload) => [payload, { 'stripe-signature': '' }]],
    ['one by another secret', (payload) => [payload, { 'stripe-signature': sign(payload, { secret: 'whsec_other' }) }]],
    ['one of five minutes ago', (payload) => [payload, { 'stripe-signature': sign(payload, { timestamp: old }) }]],
    ['one of other bytes', (payload) => [`${payload} `, { 'stripe-signature': sign(payload) }]],
    ['a test scheme', (payload) => [payload, { 'stripe-signature': sign(payload).replace('v1=', 'v0=') }]],
    ['a signed text that is no event', () => ['{"id":', { 'stripe-signature': sign('{"id":') }]],
  ])('%s', async (_name, deliveryOf) => {
    const { userId } = (await createTenant()).owner
    const answer = await deliver(...deliveryOf(checkout('cus_d', userId)))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'BAD_REQUEST', requestId: expect.any(String) })
    expect((await billingOf(userId))?.stripeCustomerId).toBeUndefined()
  })
})

test('an event of more than 256 KB, another method, an installation without Stripe', async () => {
  const large = event('invoice.paid', { text: 'x'.repeat(256 * 1024) })
  expect((await deliver(large)).status).toBe(413)
  expect((await fetch(`${app.url}/webhooks/stripe`)).status).toBe(405)
  const answer = await fetch(`${unset.url}/webhooks/stripe`, { method: 'POST', body: '{}' })
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { userMessage: expect.stringContaining('not set up') },
  ])
})
