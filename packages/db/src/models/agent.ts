import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const toolSchema = new Schema(
  {
    name: { type: String, required: true },
    description: String,
    category: String,
    parameters: Schema.Types.Mixed,
    enabled: { type: Boolean, default: true },
  },
  embeddedOptions,
)

const agentSchema = new Schema(
  {
    name: { type: String, required: true, trim: true },
    description: { type: String, default: '' },
    type: { type: String, enum: ['chatbot', 'task', 'workflow', 'api'] as const, required: true },
    ownerId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    projectId: { type: Schema.Types.ObjectId, ref: 'Project' },
    systemPrompt: { type: String, default: '' },
    apiKeyId: { type: Schema.Types.ObjectId, ref: 'ApiKey' },
    llmSettings: {
      /** Absent: the installation's default model. */
      model: String,
      parameters: {
        temperature: { type: Number, min: 0, max: 2, default: 0.7 },
        maxTokens: { type: Number, min: 1, default: 1000 },
        topP: { type: Number, min: 0, max: 1, default: 1 },
        frequencyPenalty: { type: Number, min: -2, max: 2, default: 0 },
        presencePenalty: { type: Number, min: -2, max: 2, default: 0 },
      },
    },
    tools: { type: [toolSchema], default: [] },
    inputSchema: Schema.Types.Mixed,
    outputSchema: Schema.Types.Mixed,
    code: String,
    friendlyName: String,
    dependsOnAgentIds: { type: [{ type: Schema.Types.ObjectId, ref: 'Agent' }], default: [] },
    isPublic: { type: Boolean, default: false },
    status: {
      type: String,
      enum: ['active', 'paused', 'inactive', 'archived', 'error'] as const,
      default: 'active',
    },
    lastActiveAt: Date,
    version: { type: Number, default: 1, min: 1 },
    metadata: Schema.Types.Mixed,
  },
  { ...modelOptions, collection: 'agents' },
)

// An organization's agents by name (`agents.list`); a name is taken once.
agentSchema.index({ organizationId: 1, name: 1 }, { unique: true })
// The agents of a project.
agentSchema.index({ organizationId: 1, projectId: 1 })
// The agents a person made.
agentSchema.index({ organizationId: 1, ownerId: 1 })
// The agents of one type.
agentSchema.index({ organizationId: 1, type: 1 })
// The agent a conversation gets when none is named: the oldest active one.
agentSchema.index({ organizationId: 1, status: 1, createdAt: 1 })
// A deployed agent by the name in its address (`agents.list`).
agentSchema.index(
  { organizationId: 1, friendlyName: 1 },
  { partialFilterExpression: { friendlyName: { $exists: true } } },
)

export const Agent = model<AgentRecord>('Agent', agentSchema)

export type AgentRecord = InferRawDocTypeFromSchema<typeof agentSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
