import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const migrationRecordSchema = new Schema(
  {
    /** The migration's name, which is its file's. */
    _id: { type: String, required: true },
    /** SHA-256 of its file as it was when it was begun. */
    checksum: { type: String, required: true },
    state: { type: String, enum: ['applying', 'applied', 'undoing'] as const, required: true },
    /** How far it came: the step, and in it the `_id` up to which records are done. */
    step: { type: Number, default: 0, min: 0 },
    after: Schema.Types.Mixed,
    changedCount: { type: Number, default: 0, min: 0 },
    startedAt: { type: Date, required: true },
    appliedAt: Date,
  },
  { ...modelOptions, collection: 'migrations' },
)

export const MigrationRecord = model<MigrationRecordRecord>('MigrationRecord', migrationRecordSchema)

export type MigrationRecordRecord = InferRawDocTypeFromSchema<typeof migrationRecordSchema>
