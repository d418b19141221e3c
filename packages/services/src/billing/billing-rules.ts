import type { StripeCustomerRecord, UserRecord } from '@parley/db'
import type { SubscriptionEvent, SubscriptionStatus } from './billing-event.ts'

export type Subscription = StripeCustomerRecord['subscriptions'][number]
type StoredBilling = NonNullable<UserRecord['billing']>
type Plan = NonNullable<StoredBilling['plan']>
type BillingStatus = NonNullable<StoredBilling['status']>

/** All of a person's User.billing. */
interface Billing {
  plan: Plan
  status: BillingStatus
  stripeCustomerId: string
  stripeSubscriptionId: string
  stripePriceId: string
  stripeSubscriptionStatus: string
}

/** What a price of Stripe's buys. */
export type PlanPrices = ReadonlyMap<string, Plan>

/** What Stripe's statuses are to Parley, and whether the plan is given while they last; Stripe itself tries again while past_due. */
const STATUSES: Record<SubscriptionStatus, { status: BillingStatus; givesPlan: boolean }> = {
  trialing: { status: 'active', givesPlan: true },
  active: { status: 'active', givesPlan: true },
  past_due: { status: 'past_due', givesPlan: true },
  unpaid: { status: 'past_due', givesPlan: false },
  incomplete: { status: 'past_due', givesPlan: false },
  paused: { status: 'past_due', givesPlan: false },
  incomplete_expired: { status: 'cancelled', givesPlan: false },
  canceled: { status: 'cancelled', givesPlan: false },
}

/** The least is the one a person is told of first. */
const PLAN_ORDER: readonly Plan[] = ['enterprise', 'pro', 'free']
const STATUS_ORDER: readonly BillingStatus[] = ['active', 'past_due', 'cancelled']

/** The newest are kept: what ended longer ago is of no use, and Stripe sends nothing so late. */
const MAX_SUBSCRIPTIONS = 20

function isSubscriptionStatus(status: string): status is SubscriptionStatus {
  return status in STATUSES
}

/** What a subscription gives. A price that is nobody's plan gives none. */
export function planOf({ status, priceId }: Pick<Subscription, 'status' | 'priceId'>, prices: PlanPrices) {
  const meant = isSubscriptionStatus(status) ? STATUSES[status] : { status: 'cancelled' as const, givesPlan: false }
  const plan: Plan = (meant.givesPlan && prices.get(priceId)) || 'free'
  return { plan, status: meant.status }
}

/** Where in its life a subscription is: it never goes back. */
function stageOf(status: string): number {
  if (status === 'incomplete') return 0
  return status === 'canceled' || status === 'incomplete_expired' ? 2 : 1
}

/**
 * Whether an event says something newer than what is known. Stripe tells whole seconds: of several in one each counts once, a creation
 * never comes after something else, and no subscription goes back in its life; otherwise the one that came last is taken.
 */
function isNews(event: SubscriptionEvent, known: Subscription): boolean {
  const later = event.at.getTime() - known.changedAt.getTime()
  if (later !== 0) return later > 0
  if (event.isCreation || known.eventIds.includes(event.id)) return false
  return stageOf(event.status) >= stageOf(known.status)
}

/** A customer's subscriptions after an event; the same array where it says nothing new. */
export function afterEvent(
  subscriptions: readonly Subscription[],
  event: SubscriptionEvent,
  prices: PlanPrices,
): readonly Subscription[] {
  const { id, at: changedAt, subscriptionId, priceIds, status } = event
  const known = subscriptions.find((one) => one.subscriptionId === subscriptionId)
  if (known && !isNews(event, known)) return subscriptions
  const isSameSecond = known?.changedAt.getTime() === changedAt.getTime()
  const priceId = priceIds.find((price) => prices.has(price)) ?? priceIds[0] ?? ''
  const eventIds = isSameSecond ? [...known.eventIds, id] : [id]
  const others = subscriptions.filter((one) => one !== known)
  return [...others, { subscriptionId, priceId, status, changedAt, eventIds }]
    .toSorted((a, b) => a.changedAt.getTime() - b.changedAt.getTime())
    .slice(-MAX_SUBSCRIPTIONS)
}

/** What User.billing says of a person with these customers: their best plan, then what is healthiest, then the newest. Null: no subscription. */
export function billingOf(
  customers: readonly Pick<StripeCustomerRecord, '_id' | 'subscriptions'>[],
  prices: PlanPrices,
): Billing | null {
  const [best] = customers
    .flatMap(({ _id, subscriptions }) =>
      subscriptions.map((subscription) => ({ customerId: _id, subscription, ...planOf(subscription, prices) })),
    )
    .toSorted(
      (a, b) =>
        PLAN_ORDER.indexOf(a.plan) - PLAN_ORDER.indexOf(b.plan) ||
        STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
        b.subscription.changedAt.getTime() - a.subscription.changedAt.getTime(),
    )
  if (!best) return null
  const { customerId, subscription, plan, status } = best
  return {
    plan,
    status,
    stripeCustomerId: customerId,
    stripeSubscriptionId: subscription.subscriptionId,
    stripePriceId: subscription.priceId,
    stripeSubscriptionStatus: subscription.status,
  }
}
