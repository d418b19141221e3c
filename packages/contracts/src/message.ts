import { z } from 'zod'
import { idContract, instantContract, jsonContract, usdContract } from './scalars.ts'

export const MESSAGE_ROLES = ['user', 'assistant', 'system', 'function'] as const
export const SENDER_TYPES = ['user', 'agent', 'system'] as const
export const MESSAGE_TYPES = ['text', 'audio', 'video', 'file', 'image', 'system'] as const
export const PART_TYPES = ['text', 'image', 'button', 'card', 'code', 'chart'] as const
export const MESSAGE_STATUSES = [
  'pending',
  'streaming',
  'awaiting_connection',
  'awaiting_approval',
  'complete',
  'stopped',
  'failed',
] as const
export const FINISH_REASONS = ['stop', 'length', 'function_call', 'content_filter'] as const
export const FUNCTION_CALL_STATES = [
  'proposed',
  'awaiting_connection',
  'awaiting_approval',
  'running',
  'succeeded',
  'failed',
  'declined',
] as const
export const RATINGS = ['positive', 'negative'] as const
export const POSITIVE_REASONS = ['accurate', 'clear', 'useful'] as const
export const NEGATIVE_REASONS = ['wrong_numbers', 'missing_data', 'not_helpful', 'too_slow', 'unsafe', 'other'] as const

/** One piece of a message's content. `value` is a string for text and code; its shape follows `type` otherwise. */
export const messagePartContract = z.object({ type: z.enum(PART_TYPES), value: jsonContract })

/** What the model asked the server to do, and what came of it. Arguments and results are data, never instructions. */
export const functionCallContract = z.object({
  id: z.string(),
  round: z.int().nonnegative(),
  textOffset: z.int().nonnegative(),
  name: z.string(),
  arguments: jsonContract,
  result: jsonContract.optional(),
  state: z.enum(FUNCTION_CALL_STATES),
  startedAt: instantContract.optional(),
  durationMs: z.number().nonnegative().optional(),
  error: z.string().optional(),
})

export const feedbackContract = z.object({
  rating: z.enum(RATINGS),
  reason: z.enum([...POSITIVE_REASONS, ...NEGATIVE_REASONS]).nullable(),
  comment: z.string().nullable(),
  submittedAt: instantContract,
})

/** How the answer was made. `costUsd` is null where the model's price is not known. */
export const messageAiContract = z.object({
  model: z.string(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  tokensUsed: z.int().nonnegative(),
  costUsd: usdContract.nullable(),
  temperature: z.number().optional(),
  finishReason: z.enum(FINISH_REASONS).optional(),
  responseTimeMs: z.number().nonnegative().optional(),
  timeToFirstTokenMs: z.number().nonnegative().optional(),
  /** Numbers of the text that no function result of the turn contains: offsets in UTF-16 units. */
  unsupportedFigures: z.array(z.object({ textOffset: z.int().nonnegative(), length: z.int().positive() })).optional(),
})

export const messageMetadataContract = z.object({
  readAt: instantContract.optional(),
  deliveredAt: instantContract.optional(),
  editedAt: instantContract.optional(),
  reactions: z.array(z.object({ emoji: z.string(), userId: idContract, createdAt: instantContract })).optional(),
})

/** A file that goes with a message; its bytes are at `url` for whoever may read the message. */
const messageAttachmentContract = z.object({
  url: z.string(),
  type: z.string(),
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
})

/** One message of a conversation. `text` is the plain text of its parts; `error` says why a failed answer failed. */
export const messageContract = z.object({
  id: idContract,
  conversationId: idContract,
  seq: z.int().nonnegative(),
  clientMessageId: z.string().optional(),
  parentMessageId: idContract.optional(),
  role: z.enum(MESSAGE_ROLES),
  senderType: z.enum(SENDER_TYPES),
  messageType: z.enum(MESSAGE_TYPES),
  status: z.enum(MESSAGE_STATUSES),
  parts: z.array(messagePartContract),
  text: z.string(),
  createdAt: instantContract,
  ai: messageAiContract.optional(),
  feedback: feedbackContract.optional(),
  functionCalls: z.array(functionCallContract),
  attachments: z.array(messageAttachmentContract).optional(),
  metadata: messageMetadataContract,
  error: z.object({ code: z.string(), userMessage: z.string() }).optional(),
})

export type Message = z.infer<typeof messageContract>
export type MessagePart = z.infer<typeof messagePartContract>
export type MessageStatus = z.infer<typeof messageContract>['status']
export type FunctionCall = z.infer<typeof functionCallContract>
export type Feedback = z.infer<typeof feedbackContract>
export type MessageAi = z.infer<typeof messageAiContract>
