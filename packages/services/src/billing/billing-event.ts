import { z } from 'zod'

/** Every status Stripe gives a subscription. */
const SUBSCRIPTION_STATUSES = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'incomplete',
  'paused',
  'incomplete_expired',
  'canceled',
] as const

export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

const stripeId = z.string().min(1).max(255)
const envelope = { id: stripeId, created: z.int().nonnegative() }

const subscriptionContract = z.object({
  id: stripeId,
  customer: stripeId,
  status: z.enum(SUBSCRIPTION_STATUSES),
  items: z.object({ data: z.array(z.object({ price: z.object({ id: stripeId }) })).min(1) }),
})

/** The events of Stripe that say something about a person's plan, as far as they are read. */
const stripeEventContract = z.discriminatedUnion('type', [
  z.object({
    ...envelope,
    type: z.literal('checkout.session.completed'),
    data: z.object({
      object: z.object({ customer: stripeId.nullish(), client_reference_id: z.string().max(255).nullish() }),
    }),
  }),
  z.object({
    ...envelope,
    type: z.enum([
      'customer.subscription.created',
      'customer.subscription.updated',
      'customer.subscription.deleted',
    ] as const),
    data: z.object({ object: subscriptionContract }),
  }),
])

/** A checkout says whose a customer is. */
export interface CheckoutEvent {
  kind: 'checkout'
  customerId: string
  /** What the maker of the checkout put there: a user's id, where it was Parley's. */
  reference: string
}

export interface SubscriptionEvent {
  kind: 'subscription'
  id: string
  /** In whole seconds. */
  at: Date
  isCreation: boolean
  customerId: string
  subscriptionId: string
  priceIds: string[]
  status: SubscriptionStatus
}

/** One of Stripe's events in our terms; null for what says nothing about a plan, or is not in the form Stripe describes. */
export function readBillingEvent(event: unknown): CheckoutEvent | SubscriptionEvent | null {
  const parsed = stripeEventContract.safeParse(event)
  if (!parsed.success) return null
  const { data } = parsed
  if (data.type === 'checkout.session.completed') {
    const { customer, client_reference_id: reference } = data.data.object
    return customer && reference ? { kind: 'checkout', customerId: customer, reference } : null
  }
  const { object } = data.data
  return {
    kind: 'subscription',
    id: data.id,
    at: new Date(data.created * 1000),
    isCreation: data.type === 'customer.subscription.created',
    customerId: object.customer,
    subscriptionId: object.id,
    priceIds: object.items.data.map(({ price }) => price.id),
    status: object.status,
  }
}
