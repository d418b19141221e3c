import { INTEGRATION_STATUSES, PLATFORMS } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const accountSchema = new Schema(
  {
    accountId: { type: String, required: true },
    name: { type: String, required: true },
    managerId: String,
    currency: { type: String, required: true },
    timeZone: { type: String, required: true },
  },
  embeddedOptions,
)

const platformIntegrationSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    platform: { type: String, enum: PLATFORMS, required: true },
    /** The provider's own name for who signed in. */
    grantKey: { type: String, required: true },
    isConnected: { type: Boolean, default: true },
    /** Fixed when connected: such tokens are never sent to the real platform. */
    isSandbox: { type: Boolean, required: true },
    credentials: {
      /** Both encrypted, absent once disconnected. The access token's envelope is new at every write, so it is the revision too. */
      accessToken: { type: String, select: false },
      refreshToken: { type: String, select: false },
      tokenExpiry: Date,
      scope: { type: [String], default: [] },
      /** Until then one server alone sends the refresh token; goes with the tokens it was for. */
      refreshLeaseExpiresAt: Date,
    },
    platformData: {
      accountId: String,
      propertyId: String,
      adAccountId: String,
      accounts: { type: [accountSchema], default: [] },
    },
    connectedAt: { type: Date, required: true },
    lastSyncedAt: Date,
    status: { type: String, enum: INTEGRATION_STATUSES, default: 'active', required: true },
    errorMessage: String,
    /** Kept alive again from then on: what failed is not asked for at every turn. */
    retryAt: Date,
  },
  { ...modelOptions, collection: 'platformintegrations' },
)

// A person's connections (integrations.list, the assistant), and the one of a grant when it is made again; one each.
platformIntegrationSchema.index({ organizationId: 1, userId: 1, platform: 1, grantKey: 1 }, { unique: true })
// Jobs: connections of a status, to tell their people.
platformIntegrationSchema.index({ status: 1 })
// Jobs: tokens that end soon.
platformIntegrationSchema.index({ 'credentials.tokenExpiry': 1 })

export const PlatformIntegration = model<PlatformIntegrationRecord>('PlatformIntegration', platformIntegrationSchema)

export type PlatformIntegrationRecord = InferRawDocTypeFromSchema<typeof platformIntegrationSchema> & {
  _id: Types.ObjectId
}
