import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const organizationSchema = new Schema(
  {
    name: { type: String, required: true, trim: true },
    slug: { type: String, required: true, trim: true, lowercase: true },
    /** The auth library's own, unused by us. */
    logo: String,
    metadata: Schema.Types.Mixed,
    description: String,
    ownerId: { type: Schema.Types.ObjectId, ref: 'User' },
    settings: {
      retention: Schema.Types.Mixed,
      defaultAgentId: { type: Schema.Types.ObjectId, ref: 'Agent' },
      /** Null: no limit. */
      limits: {
        members: { type: Number, default: null, min: 1 },
        agents: { type: Number, default: null, min: 1 },
        monthlyCostMicros: { type: Number, default: null, min: 0 },
      },
      priceOverrides: Schema.Types.Mixed,
      timeZone: { type: String, default: 'UTC' },
    },
    legalHold: { type: Boolean, default: false },
    demoExpiresAt: Date,
    deletedAt: Date,
  },
  { ...modelOptions, collection: 'organizations' },
)

// An organization by its address; one each.
organizationSchema.index({ slug: 1 }, { unique: true })
// The organizations a user owns (sign-in that finds none, account erasure).
organizationSchema.index({ ownerId: 1 })

export const Organization = model<OrganizationRecord>('Organization', organizationSchema)

export type OrganizationRecord = InferRawDocTypeFromSchema<typeof organizationSchema> & { _id: Types.ObjectId }
