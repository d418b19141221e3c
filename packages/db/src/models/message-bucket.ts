import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'
import { messageSchema } from './message-schema.ts'

const messageBucketSchema = new Schema(
  {
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation', required: true },
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    ownerKey: { type: String, required: true },
    firstSeq: { type: Number, required: true },
    lastSeq: { type: Number, required: true },
    messages: { type: [messageSchema], required: true },
  },
  { ...modelOptions, collection: 'messagebuckets' },
)

// Pages of a conversation's older messages by seq (messages.list); a stretch of messages is moved once.
messageBucketSchema.index({ organizationId: 1, ownerKey: 1, conversationId: 1, firstSeq: 1 }, { unique: true })
// One older message by its id (messages.rate, markRead, stream).
messageBucketSchema.index({ organizationId: 1, ownerKey: 1, conversationId: 1, 'messages._id': 1 })
// An organization's older rated answers by when they were rated (feedback.list); only what holds one is in it, and in the next.
messageBucketSchema.index(
  { organizationId: 1, 'messages.feedback.submittedAt': -1 },
  { partialFilterExpression: { 'messages.feedback.submittedAt': { $exists: true } } },
)
// An older rated answer by its id alone (feedback.get).
messageBucketSchema.index(
  { organizationId: 1, 'messages._id': 1 },
  { partialFilterExpression: { 'messages.feedback.submittedAt': { $exists: true } } },
)
// The words of one person's older messages in an organization (conversations.search).
messageBucketSchema.index(
  { organizationId: 1, ownerKey: 1, 'messages.text': 'text' },
  { name: 'search', weights: { 'messages.text': 3 }, language_override: 'searchLanguage' },
)

export const MessageBucket = model<MessageBucketRecord>('MessageBucket', messageBucketSchema)

export type MessageBucketRecord = InferRawDocTypeFromSchema<typeof messageBucketSchema> & { _id: Types.ObjectId }
