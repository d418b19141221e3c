import { describe, expect, test } from 'vitest'
import type { SubscriptionEvent } from './billing-event.ts'
import { afterEvent, billingOf, planOf, type Subscription } from './billing-rules.ts'

const PRICES = new Map([
  ['price_pro', 'pro'],
  ['price_ent', 'enterprise'],
] as const)

let made = 0
const event = (second: number, change: Partial<SubscriptionEvent> = {}): SubscriptionEvent => ({
  kind: 'subscription',
  id: `evt_${made++}`,
  at: new Date(second * 1000),
  isCreation: false,
  customerId: 'cus_1',
  subscriptionId: 'sub_1',
  priceIds: ['price_pro'],
  status: 'active',
  ...change,
})

const after = (...events: SubscriptionEvent[]) =>
  events.reduce<readonly Subscription[]>((known, one) => afterEvent(known, one, PRICES), [])

const planAfter = (...events: SubscriptionEvent[]) =>
  billingOf([{ _id: 'cus_1', subscriptions: [...after(...events)] }], PRICES)

function* ordersOf<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield []
  for (const [index, item] of items.entries())
    for (const rest of ordersOf(items.toSpliced(index, 1))) yield [item, ...rest]
}

test.each([
  ['trialing', 'pro', 'active'],
  ['active', 'pro', 'active'],
  ['past_due', 'pro', 'past_due'],
  ['unpaid', 'free', 'past_due'],
  ['incomplete', 'free', 'past_due'],
  ['paused', 'free', 'past_due'],
  ['incomplete_expired', 'free', 'cancelled'],
  ['canceled', 'free', 'cancelled'],
])('%s is the plan %s, %s', (status, plan, billed) => {
  expect(planOf({ status, priceId: 'price_pro' }, PRICES)).toEqual({ plan, status: billed })
})

test('a price that is no plan gives none, and of several the one that is counts', () => {
  expect(planAfter(event(1, { priceIds: ['price_socks'] }))).toMatchObject({ plan: 'free', status: 'active' })
  expect(planAfter(event(1, { priceIds: ['price_socks', 'price_ent'] }))).toMatchObject({
    plan: 'enterprise',
    stripePriceId: 'price_ent',
  })
})

describe('in whatever order they come, twice each', () => {
  const created = event(1, { isCreation: true, status: 'incomplete' })
  const paid = event(1)
  const upgraded = event(5, { priceIds: ['price_ent'] })
  const ended = event(9, { status: 'canceled' })
  const other = { subscriptionId: 'sub_2' }

  test.each([
    ['one that was paid in the second it was made', [created, paid], { plan: 'pro', status: 'active' }],
    [
      'one that was upgraded in the second it was made',
      [event(1, { isCreation: true }), event(1, { priceIds: ['price_ent'] })],
      { plan: 'enterprise', status: 'active' },
    ],
    ['one that was upgraded', [created, paid, upgraded], { plan: 'enterprise', status: 'active' }],
    ['one that ended', [paid, upgraded, ended], { plan: 'free', status: 'cancelled' }],
    [
      'one that ended in the second it was changed',
      [event(9), event(9, { status: 'canceled' })],
      { plan: 'free', status: 'cancelled' },
    ],
    [
      'an old one that ended after the next began',
      [paid, event(7, { ...other, isCreation: true }), ended],
      { plan: 'pro', status: 'active', stripeSubscriptionId: 'sub_2' },
    ],
    [
      'a next one that ended before the old one did',
      [paid, event(6, { ...other, isCreation: true }), event(7, { ...other, status: 'canceled' }), ended],
      { plan: 'free', status: 'cancelled', stripeSubscriptionId: 'sub_1' },
    ],
  ])('%s', (_name, events, billing) => {
    for (const order of ordersOf(events)) expect(planAfter(...order, ...order.toReversed())).toMatchObject(billing)
  })
})

test('an event that comes again changes nothing, also where another of its second came between', () => {
  const [first, second] = [event(3, { priceIds: ['price_ent'] }), event(3)]
  const known = after(first, second)
  expect(afterEvent(known, first, PRICES)).toBe(known)
  expect(afterEvent(known, second, PRICES)).toBe(known)
  expect(afterEvent(known, event(2), PRICES)).toBe(known)
})

test('the best of all a person’s customers counts, and the newest are kept', () => {
  const subscriptions = [...after(event(1, { subscriptionId: 'sub_old' }))]
  const ended = [...after(event(9, { status: 'canceled' }))]
  const customers = [
    { _id: 'cus_2', subscriptions: ended },
    { _id: 'cus_1', subscriptions },
  ]
  expect(billingOf(customers, PRICES)).toMatchObject({ plan: 'pro', stripeCustomerId: 'cus_1' })
  expect(billingOf([{ _id: 'cus_1', subscriptions: [] }], PRICES)).toBeNull()
  const many = after(...Array.from({ length: 30 }, (_, index) => event(index, { subscriptionId: `sub_${index}` })))
  expect(many.map(({ subscriptionId }) => subscriptionId)).toEqual(
    Array.from({ length: 20 }, (_, index) => `sub_${index + 10}`),
  )
})
