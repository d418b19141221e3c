import { applyBillingEvent, type PlanPrices } from '@parley/services'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { tooLarge } from './too-large.ts'

const MAX_BODY_BYTES = 256 * 1024

/** A signature older than this was recorded by somebody. */
const TOLERANCE_SECONDS = 5 * 60

export interface StripeSettings {
  webhookSecret: string
  prices: PlanPrices
}

/** An event with Stripe's own signature over these bytes; undefined for anything else. The package is large, so it is loaded when it is needed. */
async function readSigned(body: Uint8Array, signature: string, webhookSecret: string) {
  const { Stripe } = await import('stripe')
  try {
    return Stripe.webhooks.constructEvent(body, signature, webhookSecret, TOLERANCE_SECONDS)
  } catch {
    return undefined
  }
}

/**
 * POST /webhooks/stripe: an event of Stripe's, signed by STRIPE_WEBHOOK_SECRET. Answered 200 whether it says something about a person's plan
 * or not, so that Stripe does not send it again; 400 unsigned, 404 where Stripe is not set up, 413 over 256 KB. The signature is all that
 * counts: no cookie is read, and it is before the check of our own origin.
 */
export function stripeRoute(stripe: StripeSettings | undefined, now: () => Date): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  app.post(
    '/',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge('This is too large for an event.') }),
    async (c) => {
      if (!stripe) return answerError(c, 'NOT_FOUND', 'Stripe is not set up in this installation.')
      const body = new Uint8Array(await c.req.arrayBuffer())
      const event = await readSigned(body, c.req.header('stripe-signature') ?? '', stripe.webhookSecret)
      if (!event) return answerError(c, 'BAD_REQUEST', 'This is not an event signed for this installation.')
      const { id: eventId, type } = event
      const ctx = { now, prices: stripe.prices }
      const outcome = await applyBillingEvent({ ctx, input: event })
      const said = { eventId, type, outcome }
      if (outcome === 'unpriced') c.get('log').warn(said, 'A subscription at Stripe is to no price of STRIPE_PRICES')
      else if (outcome === 'refused') c.get('log').warn(said, 'A checkout names a customer of another person')
      else c.get('log').info(said, 'An event of Stripe')
      return c.json({ received: true })
    },
  )
  app.all('/', (c) => answerError(c, 'METHOD_NOT_SUPPORTED', 'Stripe’s events are sent here by POST.'))
  return app
}
