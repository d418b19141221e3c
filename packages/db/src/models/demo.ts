import { DEMO_THEMES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const demoSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    name: { type: String, required: true, trim: true },
    description: { type: String, default: '' },
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    config: {
      theme: { type: String, enum: DEMO_THEMES, default: 'light' },
      maxMessages: { type: Number, default: 50, min: 1 },
      features: { type: [String], default: [] },
    },
    isPublic: { type: Boolean, default: false },
  },
  { ...modelOptions, collection: 'demos' },
)

// An organization's demos by name (`demos.list`); a name is taken once.
demoSchema.index({ organizationId: 1, name: 1 }, { unique: true })
// The demos of an agent by name (`demos.list`), and whether it has any when it is removed.
demoSchema.index({ organizationId: 1, agentId: 1, name: 1 })

export const Demo = model<DemoRecord>('Demo', demoSchema)

export type DemoRecord = InferRawDocTypeFromSchema<typeof demoSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
