import { JOB_OUTCOMES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const jobRunSchema = new Schema(
  {
    /** The job's name. */
    _id: { type: String, required: true },
    /** The server that holds the lease, or held it last. */
    ownerId: { type: String, required: true },
    /** Absent while the job does not run. */
    leaseExpiresAt: Date,
    startedAt: { type: Date, required: true },
    finishedAt: Date,
    nextRunAt: { type: Date, required: true },
    outcome: { type: String, enum: JOB_OUTCOMES, required: true },
    /** What the last whole run did, by kind. */
    counts: { type: Map, of: Number, default: {} },
    error: String,
  },
  { ...modelOptions, collection: 'jobruns' },
)

/** The last run of each job, and the lease of the one that runs. */
export const JobRun = model<JobRunRecord>('JobRun', jobRunSchema)

export type JobRunRecord = InferRawDocTypeFromSchema<typeof jobRunSchema>
