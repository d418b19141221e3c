import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const targetSchema = new Schema(
  {
    /** The model's name. */
    type: { type: String, required: true },
    /** Its `_id`: an ObjectId, or a Deployment's name. */
    id: { type: Schema.Types.Mixed, required: true },
  },
  embeddedOptions,
)

const auditEventSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true, immutable: true },
    actorId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    /** The procedure, `projects.create`. */
    action: { type: String, required: true, immutable: true },
    target: { type: targetSchema, required: true, immutable: true },
    /** Values of non-personal fields only; null when it was made, or deleted. Of a reading `after` is what was asked for. */
    before: { type: Schema.Types.Mixed, default: null },
    after: { type: Schema.Types.Mixed, default: null },
    /** Every field that changed, also those whose values are not kept. */
    changedPaths: { type: [String], default: [] },
    at: { type: Date, required: true, immutable: true },
    requestId: { type: String, required: true, immutable: true },
  },
  { ...modelOptions, collection: 'auditevents' },
)

// An organization's changes, the newest first (`audit.list`).
auditEventSchema.index({ organizationId: 1, at: -1, _id: -1 })

export const AuditEvent = model<AuditEventRecord>('AuditEvent', auditEventSchema)

export type AuditEventRecord = InferRawDocTypeFromSchema<typeof auditEventSchema> & { _id: Types.ObjectId }
