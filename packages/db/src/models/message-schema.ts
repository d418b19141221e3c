import {
  FINISH_REASONS,
  FUNCTION_CALL_STATES,
  MESSAGE_ROLES,
  MESSAGE_STATUSES,
  MESSAGE_TYPES,
  NEGATIVE_REASONS,
  PART_TYPES,
  POSITIVE_REASONS,
  RATINGS,
  SENDER_TYPES,
} from '@parley/contracts'
import { type InferRawDocTypeFromSchema, Schema, type Types } from 'mongoose'
import { embeddedOptions } from '../model-options.ts'

export const partSchema = new Schema(
  { type: { type: String, enum: PART_TYPES, required: true }, value: Schema.Types.Mixed },
  embeddedOptions,
)

export const functionCallSchema = new Schema(
  {
    id: { type: String, required: true },
    round: { type: Number, required: true },
    textOffset: { type: Number, required: true },
    name: { type: String, required: true },
    arguments: Schema.Types.Mixed,
    result: Schema.Types.Mixed,
    state: { type: String, enum: FUNCTION_CALL_STATES, required: true },
    startedAt: Date,
    durationMs: Number,
    error: String,
  },
  embeddedOptions,
)

const figureSchema = new Schema(
  { textOffset: { type: Number, required: true }, length: { type: Number, required: true } },
  embeddedOptions,
)

const aiSchema = new Schema(
  {
    model: { type: String, required: true },
    inputTokens: { type: Number, required: true, min: 0 },
    outputTokens: { type: Number, required: true, min: 0 },
    tokensUsed: { type: Number, required: true, min: 0 },
    /** Micro-US-dollars; null where the price is unknown. */
    costMicros: { type: Number, default: null, min: 0 },
    temperature: Number,
    finishReason: { type: String, enum: FINISH_REASONS },
    responseTimeMs: Number,
    timeToFirstTokenMs: Number,
    unsupportedFigures: { type: [figureSchema], default: [] },
  },
  embeddedOptions,
)

const feedbackSchema = new Schema(
  {
    rating: { type: String, enum: RATINGS, required: true },
    reason: { type: String, enum: [...POSITIVE_REASONS, ...NEGATIVE_REASONS, null], default: null },
    comment: { type: String, default: null, maxlength: 4000 },
    submittedAt: { type: Date, required: true },
  },
  embeddedOptions,
)

const attachmentSchema = new Schema(
  { url: String, type: { type: String }, name: String, sizeBytes: Number },
  embeddedOptions,
)

const reactionSchema = new Schema({ emoji: String, userId: Schema.Types.ObjectId, createdAt: Date }, embeddedOptions)

/** A message as Conversation embeds it and MessageBucket keeps it. */
export const messageSchema = new Schema(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    seq: { type: Number, required: true },
    clientMessageId: String,
    parentMessageId: Schema.Types.ObjectId,
    role: { type: String, enum: MESSAGE_ROLES, required: true },
    senderType: { type: String, enum: SENDER_TYPES, required: true },
    messageType: { type: String, enum: MESSAGE_TYPES, default: 'text', required: true },
    parts: { type: [partSchema], default: [] },
    text: { type: String, default: '' },
    createdAt: { type: Date, required: true },
    status: { type: String, enum: MESSAGE_STATUSES, required: true },
    ai: aiSchema,
    feedback: feedbackSchema,
    functionCalls: { type: [functionCallSchema], default: [] },
    attachments: { type: [attachmentSchema], default: [] },
    metadata: {
      readAt: Date,
      deliveredAt: Date,
      editedAt: Date,
      reactions: { type: [reactionSchema], default: [] },
      customFields: Schema.Types.Mixed,
    },
  },
  { strict: 'throw', strictQuery: 'throw', minimize: false },
)

export type MessageRecord = InferRawDocTypeFromSchema<typeof messageSchema> & { _id: Types.ObjectId }
export type FunctionCallRecord = Omit<InferRawDocTypeFromSchema<typeof functionCallSchema>, '_id'>
