import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const encryptionKeyCheckSchema = new Schema(
  {
    /** The key id. */
    _id: { type: String, required: true },
    /** A known text sealed with that key. */
    check: { type: String, required: true },
  },
  { ...modelOptions, collection: 'encryptionkeychecks' },
)

export const EncryptionKeyCheck = model<EncryptionKeyCheckRecord>('EncryptionKeyCheck', encryptionKeyCheckSchema)

export type EncryptionKeyCheckRecord = InferRawDocTypeFromSchema<typeof encryptionKeyCheckSchema>
