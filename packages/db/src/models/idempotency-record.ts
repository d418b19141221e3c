import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

export const IDEMPOTENCY_DAYS = 7

const idempotencyRecordSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    ownerKey: { type: String, required: true },
    /** The verb and the client's key. */
    key: { type: String, required: true, maxlength: 300 },
    /** SHA-256 of what was asked, so that the same key with other content is refused. */
    requestHash: { type: String, required: true },
    responseRef: {
      /** The `_id` of what a create made. */
      createdId: String,
      conversationId: Schema.Types.ObjectId,
      userMessageId: Schema.Types.ObjectId,
      assistantMessageId: Schema.Types.ObjectId,
    },
    expiresAt: { type: Date, required: true },
  },
  { ...modelOptions, collection: 'idempotencyrecords' },
)

// What a repeated request was answered with; a key is used once.
idempotencyRecordSchema.index({ organizationId: 1, ownerKey: 1, key: 1 }, { unique: true })
// The database removes expired records by itself.
idempotencyRecordSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const IdempotencyRecord = model<IdempotencyData>('IdempotencyRecord', idempotencyRecordSchema)

export type IdempotencyData = InferRawDocTypeFromSchema<typeof idempotencyRecordSchema> & {
  _id: Types.ObjectId
}
