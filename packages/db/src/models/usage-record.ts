import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const usageRecordSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    payer: { type: String, enum: ['user', 'organization', 'demo'] as const, required: true },
    /** Exactly one source: a message (with purpose and attempt), an execution or a ticket. */
    messageId: Schema.Types.ObjectId,
    purpose: { type: String, enum: ['answer', 'title'] as const },
    attempt: { type: Number, min: 1 },
    executionId: Schema.Types.ObjectId,
    ticketId: Schema.Types.ObjectId,
    userId: { type: Schema.Types.ObjectId, ref: 'User' },
    visitorId: String,
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent' },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation' },
    sessionId: Schema.Types.ObjectId,
    deploymentId: String,
    apiKeyId: Schema.Types.ObjectId,
    model: { type: String, required: true },
    inputTokens: { type: Number, default: 0, min: 0 },
    outputTokens: { type: Number, default: 0, min: 0 },
    /** Micro-US-dollars, rounded up once; null where the price is unknown. */
    costMicros: { type: Number, default: null, min: 0 },
    priceVersion: String,
    isEstimated: { type: Boolean, default: false },
    state: { type: String, enum: ['reserved', 'settled', 'released'] as const, required: true },
    leaseExpiresAt: Date,
    at: { type: Date, required: true },
  },
  { ...modelOptions, collection: 'usagerecords' },
)

// What a person spent in a period (usage.get, usage.list).
usageRecordSchema.index({ userId: 1, at: -1, _id: -1 })
// What an organization spent in a period (usage.summarize).
usageRecordSchema.index({ organizationId: 1, at: -1 })
// What an organization spent on a model in a period.
usageRecordSchema.index({ organizationId: 1, model: 1, at: -1 })
// What a key was used for lately, against its limits.
usageRecordSchema.index({ apiKeyId: 1, at: -1 }, { partialFilterExpression: { apiKeyId: { $exists: true } } })
// Reservations whose holder is gone.
usageRecordSchema.index({ state: 1, leaseExpiresAt: 1 })
// The usage of one attempt of one message, recorded once.
usageRecordSchema.index(
  { messageId: 1, purpose: 1, attempt: 1 },
  { unique: true, partialFilterExpression: { messageId: { $exists: true } } },
)

/** The ledger of model use. */
export const UsageRecord = model<UsageRecordData>('UsageRecord', usageRecordSchema)

export type UsageRecordData = InferRawDocTypeFromSchema<typeof usageRecordSchema> & { _id: Types.ObjectId }
