import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const agentVersionSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true, immutable: true },
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true, immutable: true },
    version: { type: Number, required: true, min: 1, immutable: true },
    snapshot: { type: Schema.Types.Mixed, required: true, immutable: true },
    publishedAt: { type: Date, required: true, immutable: true },
    publishedBy: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  },
  { ...modelOptions, collection: 'agentversions' },
)

// An agent's versions, the newest first (`agents.listVersions`, `agents.publish`); each number once.
agentVersionSchema.index({ organizationId: 1, agentId: 1, version: -1 }, { unique: true })

export const AgentVersion = model<AgentVersionRecord>('AgentVersion', agentVersionSchema)

export type AgentVersionRecord = InferRawDocTypeFromSchema<typeof agentVersionSchema> & { _id: Types.ObjectId }
