import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const apiKeySchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    name: { type: String, required: true, trim: true },
    providerId: { type: Schema.Types.ObjectId, ref: 'Provider', required: true },
    projectId: { type: Schema.Types.ObjectId, ref: 'Project', required: true },
    /** An envelope of encryptField. */
    encryptedKey: { type: String, required: true, select: false },
    lastFour: { type: String, required: true },
    isActive: { type: Boolean, default: true },
    usageStats: {
      totalRequests: { type: Number, default: 0, min: 0 },
      totalTokens: { type: Number, default: 0, min: 0 },
      lastUsedAt: Date,
    },
    /** Null: no limit. */
    rateLimits: {
      requestsPerMinute: { type: Number, default: null, min: 1 },
      tokensPerMinute: { type: Number, default: null, min: 1 },
      dailyTokenLimit: { type: Number, default: null, min: 1 },
    },
  },
  { ...modelOptions, collection: 'apikeys' },
)

// An organization's keys by name (`apiKeys.list`); a name is taken once.
apiKeySchema.index({ organizationId: 1, name: 1 }, { unique: true })
// A project's keys by name.
apiKeySchema.index({ organizationId: 1, projectId: 1, name: 1 })
// A provider's keys by name.
apiKeySchema.index({ organizationId: 1, providerId: 1, name: 1 })

export const ApiKey = model<ApiKeyRecord>('ApiKey', apiKeySchema)

export type ApiKeyRecord = InferRawDocTypeFromSchema<typeof apiKeySchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
