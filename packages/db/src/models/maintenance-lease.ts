import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const maintenanceLeaseSchema = new Schema(
  {
    /** One a database. */
    _id: { type: String, enum: ['maintenance'] as const, required: true },
    task: { type: String, enum: ['migrate', 'restore'] as const, required: true },
    ownerId: { type: String, required: true },
    /** In the past: nobody works, but whoever did may have been killed in the middle. */
    leaseExpiresAt: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    /** True from the moment a restore begins to replace what was there until it has ended. */
    isReplacing: { type: Boolean, default: false },
  },
  { ...modelOptions, collection: 'maintenanceleases' },
)

export const MaintenanceLease = model<MaintenanceLeaseRecord>('MaintenanceLease', maintenanceLeaseSchema)

export type MaintenanceLeaseRecord = InferRawDocTypeFromSchema<typeof maintenanceLeaseSchema>
