import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const subscriptionSchema = new Schema(
  {
    subscriptionId: { type: String, required: true },
    priceId: { type: String, required: true },
    /** As Stripe calls it. */
    status: { type: String, required: true },
    /** When the event was made that said so; in whole seconds, as Stripe tells it. */
    changedAt: { type: Date, required: true },
    /** The events of that second which were taken. */
    eventIds: { type: [String], default: [] },
  },
  embeddedOptions,
)

const stripeCustomerSchema = new Schema(
  {
    /** Stripe's id of the customer, `cus_…`. */
    _id: { type: String, required: true },
    /** Absent until a checkout says whose it is. */
    userId: { type: Schema.Types.ObjectId, ref: 'User' },
    subscriptions: { type: [subscriptionSchema], default: [] },
    /** While it is nobody's. */
    expiresAt: Date,
  },
  { ...modelOptions, collection: 'stripecustomers' },
)

// A person's customers (what they have, export, erasure).
stripeCustomerSchema.index({ userId: 1 }, { sparse: true })
// The database removes customers nobody turned out to be.
stripeCustomerSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** What Stripe's events said of a customer, from which User.billing follows. */
export const StripeCustomer = model<StripeCustomerRecord>('StripeCustomer', stripeCustomerSchema)

export type StripeCustomerRecord = InferRawDocTypeFromSchema<typeof stripeCustomerSchema>
