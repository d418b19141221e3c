import type { MessageRecord } from '@parley/db'
import { Types } from 'mongoose'

/** A question and its answer. */
export interface Exchange {
  userMessage: MessageRecord
  assistantMessage: MessageRecord
}

interface NewQuestion {
  clientMessageId: string
  /** Their values are text. */
  parts: readonly { type: 'text' | 'code'; value: string }[]
  attachments: MessageRecord['attachments']
  /** The question whose wording this one replaces. */
  parentMessageId?: Types.ObjectId
}

/** The user's message as it is first written. */
export function draftQuestion({ parts, ...question }: NewQuestion, seq: number, at: Date): MessageRecord {
  return {
    ...draft(seq, at),
    ...question,
    role: 'user',
    senderType: 'user',
    parts: [...parts],
    text: parts.map((part) => part.value).join('\n\n'),
    status: 'complete',
  }
}

/** The empty answer to a question. Its parent is always the question, so of several answers to one the last is the one that counts. */
export function draftAnswer(question: Pick<MessageRecord, '_id'>, seq: number, at: Date): MessageRecord {
  return {
    ...draft(seq, at),
    attachments: [],
    parentMessageId: question._id,
    role: 'assistant',
    senderType: 'agent',
    parts: [],
    text: '',
    status: 'pending',
  }
}

function draft(seq: number, at: Date) {
  return {
    _id: new Types.ObjectId(),
    seq,
    messageType: 'text' as const,
    createdAt: at,
    functionCalls: [],
    metadata: { reactions: [] },
  }
}
