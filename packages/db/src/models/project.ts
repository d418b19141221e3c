import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const projectSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    name: { type: String, required: true, trim: true },
    description: { type: String, default: '' },
  },
  { ...modelOptions, collection: 'projects' },
)

projectSchema.virtual('apiKeys', { ref: 'ApiKey', localField: '_id', foreignField: 'projectId' })
projectSchema.virtual('prompts', { ref: 'Prompt', localField: '_id', foreignField: 'projectId' })

// An organization's projects by name (`projects.list`); a name is taken once.
projectSchema.index({ organizationId: 1, name: 1 }, { unique: true })

export const Project = model<ProjectRecord>('Project', projectSchema)

export type ProjectRecord = InferRawDocTypeFromSchema<typeof projectSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
