import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const attachmentSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    /** The userId or visitorId whose it is: with organizationId it decides who may read. */
    ownerKey: { type: String, required: true },
    /** Absent until a message that carries it is sent. */
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation' },
    name: { type: String, required: true, trim: true, maxlength: 255 },
    /** The MIME type; after the upload the one its bytes show. */
    type: { type: String, required: true },
    sizeBytes: { type: Number, required: true, min: 0 },
    /** Hexadecimal; as announced until the upload, then as counted. */
    sha256: { type: String, match: /^[0-9a-f]{64}$/ },
    /** The file's id in the GridFS bucket `attachments`; absent until it is uploaded. */
    storageKey: String,
    /** What can be read in it; empty where nothing can. */
    text: { type: String, default: '' },
  },
  { ...modelOptions, collection: 'attachments' },
)

// A person's files, the newest first (messages that carry them, export, erasure).
attachmentSchema.index({ organizationId: 1, ownerKey: 1, _id: -1 })
// The files of a conversation when it is purged; those of none that are old.
attachmentSchema.index({ conversationId: 1, createdAt: 1 })

/** A file of a person's, or a function's result too large for its message. */
export const Attachment = model<AttachmentRecord>('Attachment', attachmentSchema)

export type AttachmentRecord = InferRawDocTypeFromSchema<typeof attachmentSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
