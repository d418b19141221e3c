import { type InferRawDocTypeFromSchema, model, Schema } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const deploymentSchema = new Schema(
  {
    /** The friendly name in its address, first come in the installation. */
    _id: { type: String, required: true, match: /^[a-z0-9]+(-[a-z0-9]+)*$/, maxlength: 63 },
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    agentVersion: { type: Number, required: true, min: 1 },
    /** Sites whose pages may run it when its agent is public: `https://host[:port]`. */
    origins: { type: [String], default: [] },
    rateLimit: { requestsPerMinute: { type: Number, default: 60, min: 1 } },
    isActive: { type: Boolean, default: true },
  },
  { ...modelOptions, collection: 'deployments' },
)

// An organization's deployments by name (`deployments.list`).
deploymentSchema.index({ organizationId: 1, _id: 1 })
// The deployments of an agent by name (`deployments.list`), and whether it has any when it is removed.
deploymentSchema.index({ organizationId: 1, agentId: 1, _id: 1 })

export const Deployment = model<DeploymentRecord>('Deployment', deploymentSchema)

export type DeploymentRecord = InferRawDocTypeFromSchema<typeof deploymentSchema> & {
  _id: string
  createdAt: Date
  updatedAt: Date
}
