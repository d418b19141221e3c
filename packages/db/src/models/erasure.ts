import { ERASURE_KINDS, PLATFORMS } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const pendingRevocationSchema = new Schema(
  {
    id: { type: String, required: true },
    platform: { type: String, enum: PLATFORMS, required: true },
    isSandbox: { type: Boolean, required: true },
    /** Encrypted. */
    refreshToken: { type: String, required: true },
    attempts: { type: Number, default: 0 },
    nextTryAt: { type: Date, required: true },
  },
  embeddedOptions,
)

const erasureSchema = new Schema(
  {
    kind: { type: String, enum: ERASURE_KINDS, required: true },
    state: { type: String, enum: ['running', 'completed'] as const, required: true },
    /** Keyed hash of the id of who or what is erased. */
    subjectHash: { type: String, required: true },
    /** Whom to look for; gone once nothing is left to find. */
    subject: Schema.Types.Mixed,
    doneSteps: { type: [String], default: [] },
    /** Records removed or made anonymous, by collection. */
    counts: { type: Map, of: Number, default: {} },
    revoked: { type: Number, default: 0 },
    /** Grants the platforms have not been told of yet. */
    pendingRevocations: { type: [pendingRevocationSchema], default: [] },
    /** Signed; the same as in the log outside the database. */
    receipt: Schema.Types.Mixed,
    /** The run that holds the lease, or held it last. */
    ownerId: String,
    leaseExpiresAt: Date,
    startedAt: { type: Date, required: true },
    completedAt: Date,
  },
  { ...modelOptions, collection: 'erasures' },
)

// The erasure of an account or organization; one each.
erasureSchema.index({ subjectHash: 1 }, { unique: true })
// Jobs: erasures whose server is gone.
erasureSchema.index({ state: 1, leaseExpiresAt: 1 })
// Jobs: grants to take back once more.
erasureSchema.index({ 'pendingRevocations.nextTryAt': 1 }, { sparse: true })

/** An erasure under way, and its receipt when it is done. */
export const Erasure = model<ErasureRecord>('Erasure', erasureSchema)

export type ErasureRecord = InferRawDocTypeFromSchema<typeof erasureSchema> & { _id: Types.ObjectId }
