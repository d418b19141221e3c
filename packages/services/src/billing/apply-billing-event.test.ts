import { StripeCustomer, User } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseAccount } from '../account/erase-account.ts'
import { openAccountExport } from '../account/export-account.ts'
import { objectId } from '../object-id.ts'
import { applyBillingEvent } from './apply-billing-event.ts'

const prices = new Map([['price_pro', 'pro']] as const)
const now = () => new Date('2046-06-01T12:00:00Z')

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld({ now })
})
afterAll(() => world.close())

let made = 0
const nextCustomer = () => `cus_${made++}`

const apply = (input: unknown, known: ReadonlyMap<string, 'pro'> = prices) =>
  applyBillingEvent({ ctx: { now, prices: known }, input })

const checkout = (customer: string, client_reference_id: string | null) => ({
  id: `evt_${made++}`,
  type: 'checkout.session.completed',
  created: 1_000,
  data: { object: { customer, client_reference_id } },
})

const subscription = (customer: string, { created = 1_000, status = 'active', ended = false } = {}) => ({
  id: `evt_${made++}`,
  type: ended ? 'customer.subscription.deleted' : 'customer.subscription.updated',
  created,
  data: { object: { id: `sub_of_${customer}`, customer, status, items: { data: [{ price: { id: 'price_pro' } }] } } },
})

const userOf = async (userId: string) => User.findById(userId).lean()

test('a checkout links the customer to the person, and what becomes of the subscription is theirs', async () => {
  const { owner } = await createTenant()
  const customer = nextCustomer()
  expect(await apply(checkout(customer, owner.userId))).toBe('applied')
  expect((await userOf(owner.userId))?.billing).toEqual({ plan: 'free', status: 'active', stripeCustomerId: customer })
  expect(await apply(subscription(customer))).toBe('applied')
  expect((await userOf(owner.userId))?.billing).toEqual({
    plan: 'pro',
    status: 'active',
    stripeCustomerId: customer,
    stripeSubscriptionId: `sub_of_${customer}`,
    stripePriceId: 'price_pro',
    stripeSubscriptionStatus: 'active',
  })
  const end = subscription(customer, { created: 2_000, status: 'canceled', ended: true })
  expect(await apply(end)).toBe('applied')
  const ended = await userOf(owner.userId)
  expect(ended?.billing).toMatchObject({ plan: 'free', status: 'cancelled', stripeSubscriptionStatus: 'canceled' })
  for (const again of [end, subscription(customer, { created: 1_500 })]) expect(await apply(again)).toBe('unchanged')
  expect(await userOf(owner.userId)).toEqual(ended)
})

test('what came before the checkout waits for it, for 30 days', async () => {
  const { owner } = await createTenant()
  const customer = nextCustomer()
  expect(await apply(subscription(customer))).toBe('waiting')
  expect(await StripeCustomer.findById(customer).lean()).toMatchObject({ expiresAt: new Date('2046-07-01T12:00:00Z') })
  await apply(checkout(customer, owner.userId))
  expect((await userOf(owner.userId))?.billing).toMatchObject({ plan: 'pro', stripeCustomerId: customer })
  expect(await StripeCustomer.findById(customer).lean()).not.toHaveProperty('expiresAt')
})

test('all at once they end in the same', async () => {
  const { owner } = await createTenant()
  const customer = nextCustomer()
  await Promise.all(
    [
      subscription(customer, { status: 'incomplete' }),
      checkout(customer, owner.userId),
      subscription(customer, { created: 1_001 }),
      checkout(customer, owner.userId),
      subscription(customer, { created: 1_002, status: 'past_due' }),
    ].map((event) => apply(event)),
  )
  expect((await userOf(owner.userId))?.billing).toMatchObject({ plan: 'pro', status: 'past_due' })
})

test('a reference that is nobody links nobody; a customer stays with who was linked first', async () => {
  const { owner } = await createTenant()
  const { owner: other } = await createTenant()
  const customer = nextCustomer()
  for (const reference of [null, '', 'order-17', { $ne: null }, '0'.repeat(24)])
    expect(
      await apply({ ...checkout(customer, null), data: { object: { customer, client_reference_id: reference } } }),
    ).toBe('ignored')
  expect(await StripeCustomer.findById(customer).lean()).toBeNull()
  await apply(checkout(customer, owner.userId))
  expect(await apply(checkout(customer, owner.userId))).toBe('unchanged')
  expect(await apply(checkout(customer, other.userId))).toBe('refused')
  await apply(subscription(customer))
  expect((await userOf(owner.userId))?.billing?.plan).toBe('pro')
  expect((await userOf(other.userId))?.billing?.plan).toBe('free')
})

test('a second customer in somebody’s name takes nothing from them', async () => {
  const { owner } = await createTenant()
  const [paying, strange] = [nextCustomer(), nextCustomer()]
  await apply(checkout(paying, owner.userId))
  await apply(subscription(paying))
  await apply(checkout(strange, owner.userId))
  await apply(subscription(strange, { created: 5_000, status: 'canceled', ended: true }))
  expect((await userOf(owner.userId))?.billing).toMatchObject({ plan: 'pro', stripeCustomerId: paying })
})

test('a price that becomes a plan is one when the event is sent again; a plan given by hand stays', async () => {
  const { owner } = await createTenant()
  const customer = nextCustomer()
  await User.updateOne({ _id: objectId(owner.userId) }, { $set: { 'billing.plan': 'enterprise' } })
  await apply(checkout(customer, owner.userId))
  expect((await userOf(owner.userId))?.billing?.plan).toBe('enterprise')
  const event = subscription(customer)
  expect(await apply(event, new Map())).toBe('unpriced')
  expect((await userOf(owner.userId))?.billing?.plan).toBe('free')
  expect(await apply(event)).toBe('unchanged')
  expect((await userOf(owner.userId))?.billing?.plan).toBe('pro')
})

test.each([
  ['another event', { id: 'evt_x', type: 'invoice.paid', created: 1, data: { object: { customer: 'cus_x' } } }],
  ['a status nobody knows', { ...subscription('cus_x', { status: 'frozen' }) }],
  ['a subscription to nothing', { ...subscription('cus_x'), data: { object: { id: 'sub_x', customer: 'cus_x' } } }],
  ['no event', 'hello'],
])('%s is ignored', async (_name, event) => {
  expect(await apply(event)).toBe('ignored')
})

test('the person’s export has it, and it goes with the account', async () => {
  const { owner } = await createTenant()
  const customer = nextCustomer()
  await apply(checkout(customer, owner.userId))
  await apply(subscription(customer))
  const exported: string[] = []
  for await (const { name, content } of await openAccountExport({ ctx: { actor: owner, now } }))
    if (/users|stripecustomers/.test(name)) for await (const part of content) exported.push(String(part))
  expect(exported.join('')).toMatch(
    new RegExp(
      `"stripeSubscriptionId": "sub_of_${customer}"[^]*"_id": "${customer}"|"_id": "${customer}"[^]*"stripeSubscriptionId": "sub_of_${customer}"`,
    ),
  )
  await eraseAccount({ ctx: world.contextOf(owner) })
  expect(await StripeCustomer.findById(customer).lean()).toBeNull()
  expect(await userOf(owner.userId)).toBeNull()
  expect(await apply(subscription(customer, { created: 3_000 }))).toBe('waiting')
  expect(await apply(checkout(customer, owner.userId))).toBe('ignored')
})
