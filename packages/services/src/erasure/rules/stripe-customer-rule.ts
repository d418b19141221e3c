import type { EraseRule } from './erase-rule.ts'

/** What they are called at Stripe goes; the subscription there is ended at Stripe. */
export const stripeCustomerRule: EraseRule = {
  collection: 'stripecustomers',
  personPaths: ['userId'],
  ofPerson: ({ userId }) => ({ userId }),
  ofOrganization: null,
}
