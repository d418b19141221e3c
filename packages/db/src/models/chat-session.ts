import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const chatSessionSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User' },
    visitorId: String,
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation', required: true },
    metadata: {
      ipAddress: String,
      userAgent: String,
      tags: { type: [String], default: [] },
    },
    /** When it ends unless the person writes again; the policy job then removes it. */
    expiresAt: Date,
  },
  { ...modelOptions, collection: 'chatsessions' },
)

// The sessions of a conversation, the newest first (when it is purged).
chatSessionSchema.index({ conversationId: 1, _id: -1 })
// A person's sessions (export, erasure).
chatSessionSchema.index({ userId: 1, _id: -1 }, { sparse: true })
// Jobs: an organization's sessions that have ended.
chatSessionSchema.index({ organizationId: 1, expiresAt: 1 })

/** One sitting at a conversation; the conversation outlives it. */
export const ChatSession = model<ChatSessionRecord>('ChatSession', chatSessionSchema)

export type ChatSessionRecord = InferRawDocTypeFromSchema<typeof chatSessionSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
