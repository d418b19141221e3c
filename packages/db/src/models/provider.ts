import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const providerSchema = new Schema(
  {
    /** Absent: built in. */
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization' },
    name: { type: String, required: true, trim: true, lowercase: true },
    displayName: { type: String, required: true, trim: true },
    apiBaseUrl: { type: String, required: true },
    supportedModels: { type: [String], default: [] },
    capabilities: {
      chatCompletion: { type: Boolean, default: true },
      textCompletion: { type: Boolean, default: false },
      embeddings: { type: Boolean, default: false },
      functionCalling: { type: Boolean, default: false },
    },
    configurationSchema: Schema.Types.Mixed,
    isActive: { type: Boolean, default: true },
  },
  { ...modelOptions, collection: 'providers' },
)

// Providers by name (`providers.list`); a name is taken once in an organization, and once among the built-in ones.
providerSchema.index({ organizationId: 1, name: 1 }, { unique: true })

export const Provider = model<ProviderRecord>('Provider', providerSchema)

export type ProviderRecord = InferRawDocTypeFromSchema<typeof providerSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
