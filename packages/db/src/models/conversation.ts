import { CHANNELS, CONVERSATION_STATUSES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'
import { messageSchema } from './message-schema.ts'

const pinnedAccountSchema = new Schema({ platform: String, accountId: String }, embeddedOptions)

const conversationSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User' },
    visitorId: String,
    /** userId or visitorId: with organizationId it decides who may read. */
    ownerKey: { type: String, required: true },
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    agentVersion: { type: Number, required: true, min: 1 },
    sessionId: Schema.Types.ObjectId,
    leadId: Schema.Types.ObjectId,
    channel: { type: String, enum: CHANNELS, default: 'chat', required: true },
    title: { type: String, default: '', trim: true, maxlength: 200 },
    status: { type: String, enum: CONVERSATION_STATUSES, default: 'active', required: true },
    /** The status an archived or deleted conversation returns to. */
    statusBefore: { type: String, enum: CONVERSATION_STATUSES },
    context: {
      currentPage: String,
      connectedPlatforms: { type: [String], default: [] },
      userIntent: String,
    },
    pinnedAccounts: { type: [pinnedAccountSchema], default: [] },
    tags: { type: [String], default: [] },
    metadata: {
      source: String,
      ipAddress: String,
      userAgent: String,
      customFields: Schema.Types.Mixed,
      customFieldsText: { type: [String], default: [] },
    },
    /** The newest window; older final messages are in MessageBucket. */
    messages: { type: [messageSchema], default: [] },
    /** BSON bytes of `messages`. */
    windowBytes: { type: Number, default: 0 },
    nextSeq: { type: Number, default: 1 },
    messageCount: { type: Number, default: 0 },
    totalTokensUsed: { type: Number, default: 0 },
    /** Micro-US-dollars; the known part when isCostPartial. */
    estimatedCostMicros: { type: Number, default: 0 },
    isCostPartial: { type: Boolean, default: false },
    lastMessageAt: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    endedAt: Date,
    archivedAt: Date,
    deletedAt: Date,
  },
  { ...modelOptions, collection: 'conversations' },
)

// A person's conversations of some statuses by recency (conversations.list), and the assistant's look at past ones.
conversationSchema.index({ organizationId: 1, ownerKey: 1, status: 1, lastMessageAt: -1, _id: -1 })
// An organization's conversations of some statuses by start (analytics.listConversations).
conversationSchema.index({ organizationId: 1, status: 1, startedAt: -1, _id: -1 })
// What an organization's people said since a moment (the count of a day).
conversationSchema.index({ organizationId: 1, lastMessageAt: -1 })
// The same of a channel.
conversationSchema.index({ organizationId: 1, channel: 1, startedAt: -1, _id: -1 })
// The same of an agent.
conversationSchema.index({ organizationId: 1, agentId: 1, status: 1, startedAt: -1, _id: -1 })
// The same of a lead.
conversationSchema.index(
  { organizationId: 1, leadId: 1, startedAt: -1, _id: -1 },
  { partialFilterExpression: { leadId: { $exists: true } } },
)
// An organization's rated answers by when they were rated (feedback.list); only what holds one is in it.
conversationSchema.index(
  { organizationId: 1, 'messages.feedback.submittedAt': -1 },
  { partialFilterExpression: { 'messages.feedback.submittedAt': { $exists: true } } },
)
// Jobs: the conversations of chat sessions that have ended.
conversationSchema.index({ sessionId: 1 }, { sparse: true })
// Jobs: archive what has been idle for long.
conversationSchema.index({ status: 1, lastMessageAt: 1 })
// Jobs: purge what was deleted long ago.
conversationSchema.index({ status: 1, deletedAt: 1 })
// A message by its sender's id, beyond the life of its IdempotencyRecord (messages.get).
conversationSchema.index({ 'messages.clientMessageId': 1 })
// A message by its id alone (messages.get, feedback.get).
conversationSchema.index({ 'messages._id': 1 })
// The words of one person's conversations in an organization (conversations.search).
conversationSchema.index(
  { organizationId: 1, ownerKey: 1, title: 'text', 'messages.text': 'text', 'metadata.customFieldsText': 'text' },
  {
    name: 'search',
    weights: { title: 10, 'messages.text': 3, 'metadata.customFieldsText': 1 },
    language_override: 'searchLanguage',
  },
)

export const Conversation = model<ConversationRecord>('Conversation', conversationSchema)

export type ConversationRecord = InferRawDocTypeFromSchema<typeof conversationSchema> & { _id: Types.ObjectId }
