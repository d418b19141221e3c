import { z } from 'zod'
import { messageContract } from './message.ts'
import { pageContextContract } from './message-inputs.ts'
import { cursorContract, limitContract, pageContract } from './paging.ts'
import { idContract, instantContract, jsonContract, usdContract } from './scalars.ts'

export const CHANNELS = ['chat', 'voice', 'video', 'email', 'sms'] as const
export const CONVERSATION_STATUSES = ['active', 'ended', 'archived', 'deleted'] as const

const titleContract = z.string().trim().min(1, 'Give it a name.').max(200, 'Keep the name under 200 characters.')
const tagsContract = z.array(z.string().trim().min(1).max(50)).max(20)

/** A conversation without its messages. `title` is empty until one is generated or given; cost is null when a price was unknown throughout. */
export const conversationContract = z.object({
  id: idContract,
  agentId: idContract,
  agentVersion: z.int().positive(),
  channel: z.enum(CHANNELS),
  title: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  context: z.object({
    currentPage: z.string().optional(),
    connectedPlatforms: z.array(z.string()),
    userIntent: z.string().optional(),
  }),
  tags: z.array(z.string()),
  messageCount: z.int().nonnegative(),
  totalTokensUsed: z.int().nonnegative(),
  estimatedCostUsd: usdContract,
  /** True when some answers had a model of unknown price: the cost is "at least". */
  isCostPartial: z.boolean(),
  /** The message whose turn is not done, if any. */
  unfinishedMessageId: idContract.nullable(),
  startedAt: instantContract,
  lastMessageAt: instantContract,
  endedAt: instantContract.optional(),
  archivedAt: instantContract.optional(),
  deletedAt: instantContract.optional(),
  createdAt: instantContract,
  updatedAt: instantContract,
})

/** conversations.get: with the newest 50 messages in seq order. */
export const conversationWithMessagesContract = conversationContract.extend({
  messages: z.array(messageContract),
  hasBefore: z.boolean(),
})

export const conversationPageContract = pageContract(conversationContract)

export const conversationRefInput = z.strictObject({ conversationId: idContract })

export const createConversationInput = z.strictObject({
  agentId: idContract.optional(),
  title: titleContract.optional(),
  /** `userIntent`: what they came for, as the page that opens the chat names it (`plan_budget`); analytics counts intents. */
  context: pageContextContract
    .partial()
    .extend({ userIntent: z.string().trim().min(1).max(100).optional() })
    .optional(),
  channel: z.enum(CHANNELS).optional(),
  startedAt: instantContract.optional(),
  /** A lead of the organization whom it is with. */
  leadId: idContract.optional(),
  tags: tagsContract.optional(),
  metadata: z
    .strictObject({
      source: z.string().max(200).optional(),
      customFields: z.record(z.string().max(100), jsonContract).optional(),
    })
    .optional(),
})

export const listConversationsInput = z.strictObject({
  status: z.enum(CONVERSATION_STATUSES).exclude(['deleted']).optional(),
  /** Part of the title, any case. */
  title: z.string().trim().min(1).max(200).optional(),
  channel: z.enum(CHANNELS).optional(),
  agentId: idContract.optional(),
  cursor: cursorContract.nullish(),
  limit: limitContract.optional(),
})

export const searchConversationsInput = z.strictObject({
  /** Words; "a phrase"; -without. */
  query: z.string().trim().min(1, 'Write what to look for.').max(200, 'Keep the search under 200 characters.'),
  cursor: cursorContract.nullish(),
  limit: limitContract.optional(),
})

/** Where a search found something. Without messageId it was found in the title or the custom fields. */
const conversationHitContract = z.object({
  conversationId: idContract,
  messageId: idContract.optional(),
  title: z.string(),
  /** The text around what was found; plain text. */
  snippet: z.string(),
  /** The higher, the better it fits; only for comparison within one search. */
  score: z.number(),
  /** When the message was written, or the conversation last used. */
  at: instantContract,
})

export const conversationHitPageContract = pageContract(conversationHitContract)

export const updateConversationInput = z
  .strictObject({ conversationId: idContract, title: titleContract.optional(), tags: tagsContract.optional() })
  .refine((input) => input.title !== undefined || input.tags !== undefined, {
    message: 'Say what to change: title or tags.',
    path: ['title'],
  })

export type Conversation = z.infer<typeof conversationContract>
export type ConversationWithMessages = z.infer<typeof conversationWithMessagesContract>
export type ConversationPage = z.infer<typeof conversationPageContract>
export type ConversationRefInput = z.infer<typeof conversationRefInput>
export type CreateConversationInput = z.infer<typeof createConversationInput>
export type ListConversationsInput = z.infer<typeof listConversationsInput>
export type SearchConversationsInput = z.infer<typeof searchConversationsInput>
export type ConversationHit = z.infer<typeof conversationHitContract>
export type ConversationHitPage = z.infer<typeof conversationHitPageContract>
export type UpdateConversationInput = z.infer<typeof updateConversationInput>
