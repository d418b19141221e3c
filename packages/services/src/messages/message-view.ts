import type { FunctionCall, Message, MessagePart } from '@parley/contracts'
import type { FunctionCallRecord, MessageRecord } from '@parley/db'
import { z } from 'zod'
import { usdOrNull } from '../money.ts'

/** A failed answer says why in a card of this kind, as its last part; the API shows it as `error`. One of a function call is another. */
const errorCard = z.strictObject({ kind: z.literal('error'), code: z.string(), userMessage: z.string() })

export type MessageError = NonNullable<Message['error']>

export function errorPart({ code, userMessage }: MessageError) {
  return { type: 'card' as const, value: { kind: 'error' as const, code, userMessage } }
}

function findError(record: MessageRecord): MessageError | undefined {
  for (const part of record.parts) {
    const card = part.type === 'card' ? errorCard.safeParse(part.value) : undefined
    if (card?.success) return { code: card.data.code, userMessage: card.data.userMessage }
  }
  return undefined
}

export function partFromRecord({ type, value }: MessageRecord['parts'][number]): MessagePart {
  return { type, value: value ?? null }
}

export function functionCallFromRecord(record: FunctionCallRecord): FunctionCall {
  return {
    id: record.id,
    round: record.round,
    textOffset: record.textOffset,
    name: record.name,
    arguments: record.arguments ?? null,
    state: record.state,
    ...(record.result !== undefined && { result: record.result }),
    ...(record.startedAt && { startedAt: record.startedAt.toISOString() }),
    ...(record.durationMs != null && { durationMs: record.durationMs }),
    ...(record.error != null && { error: record.error }),
  }
}

export function functionCallToRecord({ startedAt, ...call }: FunctionCall): FunctionCallRecord {
  return { ...call, ...(startedAt !== undefined && { startedAt: new Date(startedAt) }) }
}

export function metadataFromRecord({ metadata }: Pick<MessageRecord, 'metadata'>): Message['metadata'] {
  const reactions = reactionsFromRecord(metadata?.reactions ?? [])
  return {
    ...(metadata?.readAt && { readAt: metadata.readAt.toISOString() }),
    ...(metadata?.deliveredAt && { deliveredAt: metadata.deliveredAt.toISOString() }),
    ...(metadata?.editedAt && { editedAt: metadata.editedAt.toISOString() }),
    ...(reactions.length > 0 && { reactions }),
  }
}

type ReactionRecord = NonNullable<MessageRecord['metadata']>['reactions'][number]

function reactionsFromRecord(stored: readonly ReactionRecord[]) {
  return stored.flatMap(({ emoji, userId, createdAt }) =>
    emoji != null && userId && createdAt
      ? [{ emoji, userId: userId.toHexString(), createdAt: createdAt.toISOString() }]
      : [],
  )
}

function attachmentsFromRecord({ attachments }: MessageRecord): NonNullable<Message['attachments']> {
  return attachments.flatMap(({ url, type, name, sizeBytes }) =>
    url != null && type != null && name != null && sizeBytes != null ? [{ url, type, name, sizeBytes }] : [],
  )
}

export function feedbackFromRecord({ feedback }: MessageRecord): Message['feedback'] {
  if (!feedback) return undefined
  return {
    rating: feedback.rating,
    reason: feedback.reason ?? null,
    comment: feedback.comment ?? null,
    submittedAt: feedback.submittedAt.toISOString(),
  }
}

function aiFromRecord({ ai }: MessageRecord): Message['ai'] {
  if (!ai) return undefined
  return {
    model: ai.model,
    inputTokens: ai.inputTokens,
    outputTokens: ai.outputTokens,
    tokensUsed: ai.tokensUsed,
    costUsd: usdOrNull(ai.costMicros),
    ...(ai.temperature != null && { temperature: ai.temperature }),
    ...(ai.finishReason != null && { finishReason: ai.finishReason }),
    ...(ai.responseTimeMs != null && { responseTimeMs: ai.responseTimeMs }),
    ...(ai.timeToFirstTokenMs != null && { timeToFirstTokenMs: ai.timeToFirstTokenMs }),
    unsupportedFigures: (ai.unsupportedFigures ?? []).map(({ textOffset, length }) => ({ textOffset, length })),
  }
}

/** The contract of a stored message. Its turn, while not done, is laid over it by showMessages. */
export function messageFromRecord(record: MessageRecord, conversationId: string): Message {
  const error = findError(record)
  const ai = aiFromRecord(record)
  const feedback = feedbackFromRecord(record)
  const attachments = attachmentsFromRecord(record)
  return {
    id: record._id.toHexString(),
    conversationId,
    seq: record.seq,
    ...(record.clientMessageId != null && { clientMessageId: record.clientMessageId }),
    ...(record.parentMessageId && { parentMessageId: record.parentMessageId.toHexString() }),
    role: record.role,
    senderType: record.senderType,
    messageType: record.messageType,
    status: record.status,
    parts: record.parts.filter((part) => !errorCard.safeParse(part.value).success).map(partFromRecord),
    text: record.text,
    createdAt: record.createdAt.toISOString(),
    ...(ai && { ai }),
    ...(feedback && { feedback }),
    functionCalls: record.functionCalls.map(functionCallFromRecord),
    ...(attachments.length > 0 && { attachments }),
    metadata: metadataFromRecord(record),
    ...(error && { error }),
  }
}
