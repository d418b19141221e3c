import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { modelOptions } from '../model-options.ts'

export const MEMBER_ROLES = ['owner', 'admin', 'member', 'viewer'] as const

const memberSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    role: { type: String, enum: MEMBER_ROLES, default: 'member', required: true },
  },
  { ...modelOptions, collection: 'members' },
)

// A user is a member once; an organization's members.
memberSchema.index({ organizationId: 1, userId: 1 }, { unique: true })
// Membership and role with the session, read on every request; the organizations a user belongs to, at sign-in.
memberSchema.index({ userId: 1 })

export const Member = model<MemberRecord>('Member', memberSchema)

export type MemberRecord = InferRawDocTypeFromSchema<typeof memberSchema> & { _id: Types.ObjectId }
