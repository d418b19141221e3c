import type { SendMessageInput } from '@parley/contracts'
import type { MessageRecord } from '@parley/db'
import { Types } from 'mongoose'

export interface Exchange {
  userMessage: MessageRecord
  assistantMessage: MessageRecord
}

/** The user's message and the empty answer that follows it, as they are first written. */
export function draftExchange(
  input: SendMessageInput,
  attachments: MessageRecord['attachments'],
  firstSeq: number,
  at: Date,
): Exchange {
  const parts = input.parts ?? [{ type: 'text' as const, value: input.text ?? '' }]
  const common = {
    messageType: 'text' as const,
    createdAt: at,
    functionCalls: [],
    metadata: { reactions: [] },
  }
  const userMessage = {
    ...common,
    _id: new Types.ObjectId(),
    seq: firstSeq,
    attachments,
    clientMessageId: input.clientMessageId,
    role: 'user' as const,
    senderType: 'user' as const,
    parts,
    text: parts.map((part) => part.value).join('\n\n'),
    status: 'complete' as const,
  }
  const assistantMessage = {
    ...common,
    _id: new Types.ObjectId(),
    seq: firstSeq + 1,
    attachments: [],
    parentMessageId: userMessage._id,
    role: 'assistant' as const,
    senderType: 'agent' as const,
    parts: [],
    text: '',
    status: 'pending' as const,
  }
  return { userMessage, assistantMessage }
}
