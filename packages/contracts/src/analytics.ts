import { z } from 'zod'
import { CHANNELS, CONVERSATION_STATUSES } from './conversation.ts'
import { cursorContract, limitContract, pageContract } from './paging.ts'
import { idContract, instantContract, usdContract } from './scalars.ts'

const MAX_DAYS = 366

const dayContract = z.iso.date('A day is written YYYY-MM-DD.')
const countContract = z.int().nonnegative()
const shareContract = z.number().min(0).max(1).nullable()

/** Milliseconds; null where nothing was measured. A bar counts what took at most `upToMs`; null: longer than every bound. */
const durationsContract = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  histogram: z.array(z.object({ upToMs: z.number().nullable(), count: countContract })),
})

const figures = {
  totalConversations: countContract,
  totalMessages: countContract,
  avgMessagesPerConversation: z.number().nonnegative(),
  avgSessionDurationMs: z.number().nonnegative(),
  modelCalls: countContract,
  totalTokensUsed: countContract,
  /** Null where no price of the models used is known. */
  totalCostUsd: usdContract.nullable(),
  modelBreakdown: z.array(
    z.object({ model: z.string(), calls: countContract, tokensUsed: countContract, costUsd: usdContract.nullable() }),
  ),
  positiveRatings: countContract,
  negativeRatings: countContract,
  /** The positive share; null when nothing was rated. */
  avgRating: shareContract,
  latencyMs: durationsContract,
  timeToFirstTokenMs: durationsContract,
  errorCount: countContract,
  /** The failed share of all answers. */
  errorRate: shareContract,
}

/** One UTC day. A question is shown when at least two people asked it. */
const analyticsDayContract = z.object({
  date: dayContract,
  ...figures,
  uniqueUsers: countContract,
  avgMessagesPerUser: z.number().nonnegative(),
  topIntents: z.array(z.object({ intent: z.string(), count: countContract })),
  topQuestions: z.array(z.object({ text: z.string(), count: countContract })),
  hourly: z.array(z.object({ conversations: countContract, messages: countContract })),
})

/** analytics.get: counted days in order, and all of them together (people are not added up over days). Today's count is a few minutes old. */
export const analyticsContract = z.object({ days: z.array(analyticsDayContract), total: z.object(figures) })

export const getAnalyticsInput = z
  .strictObject({
    /** Inclusive UTC days. */
    from: dayContract,
    to: dayContract,
    /** Without: the whole organization. */
    agentId: idContract.optional(),
  })
  .refine(({ from, to }) => from <= to, { message: 'The end must not be before the beginning.', path: ['to'] })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 < MAX_DAYS, {
    message: 'Choose at most a year.',
    path: ['to'],
  })

/** A conversation of the organization as those who answer for it see it: figures and whose it is, no title and no text. */
const conversationFiguresContract = z.object({
  id: idContract,
  /** Null for a visitor's, and once the person erased their account. */
  userId: idContract.nullable(),
  leadId: idContract.nullable(),
  agentId: idContract,
  agentVersion: z.int().positive(),
  channel: z.enum(CHANNELS),
  status: z.enum(CONVERSATION_STATUSES),
  startedAt: instantContract,
  endedAt: instantContract.nullable(),
  lastMessageAt: instantContract,
  messageCount: countContract,
  totalTokensUsed: countContract,
  /** Null when no price was known; the known part when isCostPartial. */
  costUsd: usdContract.nullable(),
  isCostPartial: z.boolean(),
})

/** analytics.listConversations: the last begun first; deleted ones are not among them. */
export const conversationFiguresPageContract = pageContract(conversationFiguresContract)

export const listConversationFiguresInput = z.strictObject({
  /** Without: active, ended and archived ones. */
  status: z.enum(CONVERSATION_STATUSES).exclude(['deleted']).optional(),
  channel: z.enum(CHANNELS).optional(),
  agentId: idContract.optional(),
  leadId: idContract.optional(),
  /** When it began; inclusive. */
  from: instantContract.optional(),
  /** Exclusive. */
  to: instantContract.optional(),
  cursor: cursorContract.nullish(),
  limit: limitContract.optional(),
})

export type Analytics = z.infer<typeof analyticsContract>
export type AnalyticsDay = z.infer<typeof analyticsDayContract>
export type GetAnalyticsInput = z.infer<typeof getAnalyticsInput>
export type ConversationFigures = z.infer<typeof conversationFiguresContract>
export type ConversationFiguresPage = z.infer<typeof conversationFiguresPageContract>
export type ListConversationFiguresInput = z.infer<typeof listConversationFiguresInput>
