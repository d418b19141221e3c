import { idContract } from '@parley/contracts'
import { StripeCustomer, type StripeCustomerRecord, User, withTransaction } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { VerbContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { type CheckoutEvent, readBillingEvent, type SubscriptionEvent } from './billing-event.ts'
import { afterEvent, billingOf, type PlanPrices } from './billing-rules.ts'

/** How long what is known of a customer waits for the checkout that says who it is. */
const WAITING_MS = 30 * 24 * 60 * 60 * 1000

interface BillingContext extends Pick<VerbContext, 'now'> {
  prices: PlanPrices
}

/**
 * `unpriced`: applied, but the person pays for something that is no plan. `waiting`: kept until a checkout says whose customer it is.
 * `ignored`: it says nothing about anybody's plan. `refused`: the customer is another person's.
 */
export type BillingOutcome = 'applied' | 'unpriced' | 'unchanged' | 'waiting' | 'ignored' | 'refused'

/**
 * Takes in an event of Stripe's, already known to be genuine: whose a customer is, or what became of a subscription. Safe in any order, and
 * again.
 */
export async function applyBillingEvent({
  ctx,
  input,
}: {
  ctx: BillingContext
  input: unknown
}): Promise<BillingOutcome> {
  const event = readBillingEvent(input)
  if (!event) return 'ignored'
  return withTransaction((session) =>
    event.kind === 'checkout' ? link(ctx, event, session) : change(ctx, event, session),
  )
}

function findCustomer(id: string, session: ClientSession): Promise<StripeCustomerRecord | null> {
  return StripeCustomer.findOne({ _id: id }, null, { session }).lean().exec()
}

async function link(ctx: BillingContext, event: CheckoutEvent, session: ClientSession): Promise<BillingOutcome> {
  const { customerId } = event
  const reference = idContract.safeParse(event.reference)
  if (!reference.success) return 'ignored'
  const userId = objectId(reference.data)
  if (!(await User.exists({ _id: userId }).session(session))) return 'ignored'
  const known = await findCustomer(customerId, session)
  if (known?.userId) return known.userId.equals(userId) ? 'unchanged' : 'refused'
  await StripeCustomer.updateOne(
    { _id: customerId },
    { $set: { userId }, $unset: { expiresAt: 1 } },
    { session, upsert: true },
  )
  await User.updateOne({ _id: userId }, { $set: { 'billing.stripeCustomerId': customerId } }, { session })
  return bill(userId, ctx.prices, { session })
}

async function change(ctx: BillingContext, event: SubscriptionEvent, session: ClientSession): Promise<BillingOutcome> {
  const { customerId } = event
  const known = await findCustomer(customerId, session)
  const before = known?.subscriptions ?? []
  const subscriptions = afterEvent(before, event, ctx.prices)
  const isNews = subscriptions !== before
  const expiresAt = new Date(ctx.now().getTime() + WAITING_MS)
  if (isNews)
    await StripeCustomer.updateOne(
      { _id: customerId },
      { $set: { subscriptions, ...(!known?.userId && { expiresAt }) } },
      { session, upsert: true },
    )
  if (!known?.userId) return isNews ? 'waiting' : 'unchanged'
  // Also for an event that came before: its price may be a plan by now.
  const outcome = await bill(known.userId, ctx.prices, { session, timestamps: isNews })
  return isNews ? outcome : 'unchanged'
}

/** Writes what follows from all that is known of a person's customers. One without a subscription keeps the plan they were given otherwise. */
async function bill(
  userId: Types.ObjectId,
  prices: PlanPrices,
  options: { session: ClientSession; timestamps?: boolean },
): Promise<BillingOutcome> {
  const customers = await StripeCustomer.find({ userId }, { subscriptions: 1 }, { session: options.session }).lean()
  const billing = billingOf(customers, prices)
  if (!billing) return 'applied'
  await User.updateOne({ _id: userId }, { $set: { billing } }, options)
  return prices.has(billing.stripePriceId) ? 'applied' : 'unpriced'
}
