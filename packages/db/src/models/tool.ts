import { TOOL_CATEGORIES, TOOL_EFFECTS, TOOL_IMPLEMENTATIONS } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const implementationSchema = new Schema(
  {
    type: { type: String, enum: TOOL_IMPLEMENTATIONS, required: true },
    handler: { type: String, required: true },
    config: Schema.Types.Mixed,
  },
  embeddedOptions,
)

const toolSchema = new Schema(
  {
    /** Absent: a system tool. */
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization' },
    projectId: { type: Schema.Types.ObjectId, ref: 'Project' },
    name: { type: String, required: true, trim: true },
    displayName: { type: String, required: true, trim: true },
    description: { type: String, required: true },
    category: { type: String, enum: TOOL_CATEGORIES, required: true },
    parametersSchema: { type: Schema.Types.Mixed, required: true },
    returnSchema: Schema.Types.Mixed,
    implementation: { type: implementationSchema, required: true },
    /** What requests of a webhook are signed with: an envelope of encryptField. */
    signingSecret: { type: String, select: false },
    effect: { type: String, enum: TOOL_EFFECTS, required: true },
    isSystemTool: { type: Boolean, default: false },
    isActive: { type: Boolean, default: true },
    usageStats: {
      totalCalls: { type: Number, default: 0, min: 0 },
      successCalls: { type: Number, default: 0, min: 0 },
      failedCalls: { type: Number, default: 0, min: 0 },
      lastUsedAt: Date,
      averageResponseTimeMs: { type: Number, default: 0, min: 0 },
    },
  },
  { ...modelOptions, collection: 'tools' },
)

// An organization's and the system's tools by name (`tools.list`); a name is taken once in each.
toolSchema.index({ organizationId: 1, name: 1 }, { unique: true })
// The tools of a category by name.
toolSchema.index({ organizationId: 1, category: 1, name: 1 })
// System tools that this version no longer has, at every start.
toolSchema.index({ isSystemTool: 1 })

export const Tool = model<ToolRecord>('Tool', toolSchema)

export type ToolRecord = InferRawDocTypeFromSchema<typeof toolSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
