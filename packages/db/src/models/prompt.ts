import { PROMPT_VARIABLE_TYPES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const variableSchema = new Schema(
  {
    name: { type: String, required: true },
    type: { type: String, enum: PROMPT_VARIABLE_TYPES, required: true },
    description: String,
    defaultValue: Schema.Types.Mixed,
  },
  embeddedOptions,
)

const promptSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    projectId: { type: Schema.Types.ObjectId, ref: 'Project', required: true },
    title: { type: String, required: true, trim: true },
    content: { type: String, required: true },
    variables: { type: [variableSchema], default: [] },
    tags: { type: [String], default: [] },
    version: { type: Number, default: 1, min: 1 },
    isTemplate: { type: Boolean, default: false },
  },
  { ...modelOptions, collection: 'prompts' },
)

// An organization's prompts by title (`prompts.list`); a title is taken once.
promptSchema.index({ organizationId: 1, title: 1 }, { unique: true })
// A project's prompts by title.
promptSchema.index({ organizationId: 1, projectId: 1, title: 1 })
// Prompts of a tag by title.
promptSchema.index({ organizationId: 1, tags: 1, title: 1 })

export const Prompt = model<PromptRecord>('Prompt', promptSchema)

export type PromptRecord = InferRawDocTypeFromSchema<typeof promptSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
