import { EXECUTION_STATUSES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const logSchema = new Schema(
  {
    at: { type: Date, required: true },
    type: { type: String, enum: ['info', 'warning', 'error'] as const, required: true },
    message: { type: String, required: true },
    metadata: Schema.Types.Mixed,
  },
  embeddedOptions,
)

const agentExecutionSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    agentVersion: { type: Number, required: true, min: 1 },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation' },
    messageId: Schema.Types.ObjectId,
    promptId: Schema.Types.ObjectId,
    promptVersion: Number,
    ticketId: Schema.Types.ObjectId,
    deploymentId: String,
    userId: { type: Schema.Types.ObjectId, ref: 'User' },
    tokensUsed: { type: Number, default: 0, min: 0 },
    startedAt: { type: Date, required: true },
    endedAt: Date,
    status: {
      type: String,
      enum: EXECUTION_STATUSES,
      required: true,
    },
    error: String,
    logs: { type: [logSchema], default: [] },
    result: Schema.Types.Mixed,
    archivedAt: Date,
  },
  { ...modelOptions, collection: 'agentexecutions' },
)

// An organization's runs by start (executions.list).
agentExecutionSchema.index({ organizationId: 1, startedAt: -1, _id: -1 })
// A person's runs by start (executions.list).
agentExecutionSchema.index({ organizationId: 1, userId: 1, startedAt: -1, _id: -1 })
// An agent's runs by start (executions.list).
agentExecutionSchema.index({ organizationId: 1, agentId: 1, startedAt: -1, _id: -1 })
// A conversation's runs by start (executions.list); the running one when a turn ends.
agentExecutionSchema.index(
  { organizationId: 1, conversationId: 1, startedAt: -1, _id: -1 },
  { partialFilterExpression: { conversationId: { $exists: true } } },
)
// A prompt's runs by start (executions.list).
agentExecutionSchema.index(
  { organizationId: 1, promptId: 1, startedAt: -1, _id: -1 },
  { partialFilterExpression: { promptId: { $exists: true } } },
)

export const AgentExecution = model<AgentExecutionRecord>('AgentExecution', agentExecutionSchema)

export type AgentExecutionRecord = InferRawDocTypeFromSchema<typeof agentExecutionSchema> & { _id: Types.ObjectId }
