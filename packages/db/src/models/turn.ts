import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'
import { functionCallSchema, partSchema } from './message-schema.ts'

export const TURN_STATES = ['queued', 'running', 'awaiting_connection', 'awaiting_approval', 'done'] as const

/** `functionCalls` hold their results. */
const roundSchema = new Schema(
  { text: { type: String, default: '' }, functionCalls: { type: [functionCallSchema], default: [] } },
  embeddedOptions,
)

const turnSchema = new Schema(
  {
    messageId: { type: Schema.Types.ObjectId, required: true },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation', required: true },
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    ownerKey: { type: String, required: true },
    attempt: { type: Number, required: true, min: 1 },
    /** The server that holds the lease. */
    ownerId: { type: String, required: true },
    /** Absent while parked and when done. */
    leaseExpiresAt: Date,
    state: { type: String, enum: TURN_STATES, required: true },
    rounds: { type: [roundSchema], default: [] },
    text: { type: String, default: '' },
    /** Cards and charts so far. */
    parts: { type: [partSchema], default: [] },
    lastEventSeq: { type: Number, default: 0 },
  },
  { ...modelOptions, collection: 'turns' },
)

// Running turns whose server is gone (the sweep at start and every 5 s).
turnSchema.index({ state: 1, leaseExpiresAt: 1 })
// The turn behind a message (every read of an unfinished message); one each.
turnSchema.index({ messageId: 1 }, { unique: true })
// A person's turns that wait for a connection, when one becomes usable.
turnSchema.index({ organizationId: 1, ownerKey: 1, state: 1 })

export const Turn = model<TurnRecord>('Turn', turnSchema)

export type TurnRecord = InferRawDocTypeFromSchema<typeof turnSchema> & { _id: Types.ObjectId }
