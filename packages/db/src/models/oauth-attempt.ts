import { ATTEMPT_STATUSES, PLATFORMS } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const attemptErrorSchema = new Schema(
  { code: { type: String, required: true }, userMessage: { type: String, required: true } },
  embeddedOptions,
)

const oauthAttemptSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    platform: { type: String, enum: PLATFORMS, required: true },
    /** SHA-256 of the state. Taken away by the callback that uses it, so there is no second. */
    stateHash: String,
    /** Encrypted; taken away with the state. */
    codeVerifier: { type: String, select: false },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation' },
    messageId: Schema.Types.ObjectId,
    functionCallId: String,
    /** The sign-in session of the browser that began it; the callback must come from the same. */
    sessionId: { type: String, required: true },
    /** On reconnect from the start, else once tokens are stored. */
    integrationId: { type: Schema.Types.ObjectId, ref: 'PlatformIntegration' },
    status: { type: String, enum: ATTEMPT_STATUSES, default: 'pending', required: true },
    error: attemptErrorSchema,
    isSandbox: { type: Boolean, required: true },
    /** A path of ours. */
    returnTo: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    purgeAt: { type: Date, required: true },
  },
  { ...modelOptions, collection: 'oauthattempts' },
)

// The attempt a callback belongs to, while its state is unused.
oauthAttemptSchema.index({ stateHash: 1 }, { unique: true, partialFilterExpression: { stateHash: { $exists: true } } })
// The database removes old attempts by itself.
oauthAttemptSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export const OAuthAttempt = model<OAuthAttemptRecord>('OAuthAttempt', oauthAttemptSchema)

export type OAuthAttemptRecord = InferRawDocTypeFromSchema<typeof oauthAttemptSchema> & { _id: Types.ObjectId }
