import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

const leadSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    email: { type: String, required: true, trim: true, lowercase: true, match: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
    name: { type: String, required: true, trim: true },
    source: { type: String, required: true, trim: true },
    crmContactId: { type: String, default: null },
    consentAt: { type: Date, default: null },
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation', default: null },
    campaign: {
      utmSource: String,
      utmMedium: String,
      utmCampaign: String,
      utmTerm: String,
      utmContent: String,
      gclid: String,
      fbclid: String,
      msclkid: String,
    },
  },
  { ...modelOptions, collection: 'leads' },
)

// An organization's leads, the newest first (`leads.list`).
leadSchema.index({ organizationId: 1, _id: -1 })
// An organization's leads of an address.
leadSchema.index({ organizationId: 1, email: 1, _id: -1 })

export const Lead = model<LeadRecord>('Lead', leadSchema)

export type LeadRecord = InferRawDocTypeFromSchema<typeof leadSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
