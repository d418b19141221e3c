import { TICKET_STATUSES } from '@parley/contracts'
import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const requestSchema = new Schema(
  {
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', required: true },
    input: { type: Schema.Types.Mixed, required: true },
    userId: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  },
  embeddedOptions,
)

const resultSchema = new Schema(
  {
    output: Schema.Types.Mixed,
    /** Micro-US-dollars; null where the price is unknown. */
    costMicros: { type: Number, default: null, min: 0 },
    completedAt: { type: Date, required: true },
  },
  embeddedOptions,
)

const ticketSchema = new Schema(
  {
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    status: { type: String, enum: TICKET_STATUSES, default: 'pending' },
    /** Percent. */
    progress: { type: Number, default: 0, min: 0, max: 100 },
    request: { type: requestSchema, required: true },
    /** Only when completed. */
    result: resultSchema,
    /** Only when failed: what a person may read. */
    error: String,
    conversationId: { type: Schema.Types.ObjectId, ref: 'Conversation' },
    /** How often it was begun; with the status it is what taking one compares. */
    attempts: { type: Number, default: 0, min: 0 },
    /** Only while processing. */
    leaseExpiresAt: Date,
  },
  { ...modelOptions, collection: 'tickets' },
)

// Jobs: tickets to run, and those whose server is gone.
ticketSchema.index({ status: 1, leaseExpiresAt: 1 })
// A person's tickets, the newest first (`tickets.list`, export, erasure).
ticketSchema.index({ organizationId: 1, 'request.userId': 1, _id: -1 })
// The tickets of an agent, when it is removed.
ticketSchema.index({ organizationId: 1, 'request.agentId': 1, _id: -1 })

export const Ticket = model<TicketRecord>('Ticket', ticketSchema)

export type TicketRecord = InferRawDocTypeFromSchema<typeof ticketSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
