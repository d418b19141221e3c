import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const userSchema = new Schema(
  {
    name: { type: String, required: true, trim: true },
    email: { type: String, required: true, trim: true, lowercase: true, match: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
    emailVerified: { type: Boolean, default: false },
    emailVerifiedAt: Date,
    image: String,
    provider: { type: String, default: 'email' },
    billing: {
      plan: { type: String, enum: ['free', 'pro', 'enterprise'] as const, default: 'free' },
      status: { type: String, enum: ['active', 'past_due', 'cancelled'] as const, default: 'active' },
      stripeCustomerId: String,
      stripeSubscriptionId: String,
      stripePriceId: String,
      stripeSubscriptionStatus: String,
    },
    usage: {
      /** Micro-US-dollars a month. */
      monthlyAllowanceMicros: { type: Number, default: 100_000_000, min: 0 },
      spendRemainingMicros: { type: Number, default: 100_000_000 },
      lastResetAt: { type: Date, default: Date.now },
    },
    features: { type: Map, of: Schema.Types.Mixed, default: {} },
  },
  { ...modelOptions, collection: 'users' },
)

userSchema.virtual('platformIntegrations', { ref: 'PlatformIntegration', localField: '_id', foreignField: 'userId' })

// Sign-in by e-mail; one account per address.
userSchema.index({ email: 1 }, { unique: true })

/** The auth library writes this collection; the defaults here are also its additional fields. */
export const User = model<UserRecord>('User', userSchema)

export type UserRecord = InferRawDocTypeFromSchema<typeof userSchema> & { _id: Types.ObjectId }
