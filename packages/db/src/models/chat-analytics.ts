import { type InferRawDocTypeFromSchema, model, Schema, type Types } from 'mongoose'
import { embeddedOptions, modelOptions } from '../model-options.ts'

const count = { type: Number, default: 0, min: 0 }

const modelUseSchema = new Schema(
  {
    model: { type: String, required: true },
    calls: count,
    tokensUsed: count,
    /** Micro-US-dollars; null where the price is unknown. */
    costMicros: { type: Number, default: null, min: 0 },
  },
  embeddedOptions,
)

const intentSchema = new Schema({ intent: { type: String, required: true }, count }, embeddedOptions)
const questionSchema = new Schema({ text: { type: String, required: true }, count }, embeddedOptions)
const hourSchema = new Schema({ conversations: count, messages: count }, embeddedOptions)

/** How many took at most `upToMs` (null: longer than every bound); days are merged by adding the counts. */
const histogramBarSchema = new Schema({ upToMs: { type: Number, default: null, min: 0 }, count }, embeddedOptions)

/** Milliseconds; null where nothing was measured. */
const durations = {
  p50: { type: Number, default: null, min: 0 },
  p95: { type: Number, default: null, min: 0 },
  histogram: { type: [histogramBarSchema], default: [] },
}

const share = { type: Number, default: null, min: 0, max: 1 }

const chatAnalyticsSchema = new Schema(
  {
    /** Midnight UTC of the day counted. */
    date: { type: Date, required: true },
    organizationId: { type: Schema.Types.ObjectId, ref: 'Organization', required: true },
    /** Null: the whole organization. */
    agentId: { type: Schema.Types.ObjectId, ref: 'Agent', default: null },
    totalConversations: count,
    totalMessages: count,
    /** Recounted from the day's conversations, at most once a day each. */
    uniqueUsers: count,
    avgMessagesPerConversation: count,
    avgMessagesPerUser: count,
    avgSessionDurationMs: count,
    modelCalls: count,
    totalTokensUsed: count,
    totalCostMicros: { type: Number, default: null, min: 0 },
    modelBreakdown: { type: [modelUseSchema], default: [] },
    positiveRatings: count,
    negativeRatings: count,
    /** The positive share, 0 to 1; null when nothing was rated. */
    avgRating: share,
    topIntents: { type: [intentSchema], default: [] },
    topQuestions: { type: [questionSchema], default: [] },
    latencyMs: durations,
    timeToFirstTokenMs: durations,
    errorCount: count,
    /** The failed share of the day's answers, 0 to 1; null when there were none. */
    errorRate: share,
    /** By hour of the UTC day. */
    hourly: {
      type: [hourSchema],
      default: () => Array.from({ length: 24 }, () => ({ conversations: 0, messages: 0 })),
    },
  },
  { ...modelOptions, collection: 'chatanalytics' },
)

// The days of an organization or of one agent (`analytics`), each counted once.
chatAnalyticsSchema.index({ organizationId: 1, agentId: 1, date: 1 }, { unique: true })

/** One day of an organization's, or of one agent's, conversations. */
export const ChatAnalytics = model<ChatAnalyticsRecord>('ChatAnalytics', chatAnalyticsSchema)

export type ChatAnalyticsRecord = InferRawDocTypeFromSchema<typeof chatAnalyticsSchema> & {
  _id: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}
