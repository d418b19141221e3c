import type { Feedback, Message, MessagePart, RateMessageInput } from '@parley/contracts'
import type { ReactNode } from 'react'
import type { SentFile } from '../files/sent-file.ts'

/** A message of the person's that the server has not confirmed: on its way, or refused with a reason. */
export interface PendingSend {
  clientMessageId: string
  text: string
  files?: readonly SentFile[]
  createdAt: string
  failure: { userMessage: string; requestId?: string } | null
  /** What it is a newer version of: the person's words, changed, or an answer, whose question is asked again (then `text` is empty). */
  versionOf?: { messageId: string; role: 'user' | 'assistant' }
}

export type Rating = Pick<RateMessageInput, 'rating' | 'reason' | 'comment'>
export type FeedbackReason = NonNullable<Feedback['reason']>

/** What a thread asks of whoever shows it. Keep the identity stable, or every row renders again. */
export interface ThreadActions {
  loadBefore(): void
  rate(message: Message, rating: Rating): void
  /** Goes on with a stopped or failed answer from what was kept; from the start where nothing was. */
  continueAnswer(message: Message): void
  /** Asks an answer's question again. */
  askAgain(message: Message): void
  /** Asks in other words what a message of the person's asked. */
  saveEdit(message: Message, text: string): void
  retrySend(clientMessageId: string): void
  /** Takes the unsent words back into the composer; there are none where an answer was asked for again. */
  editSend(clientMessageId: string): void
  /** Shows another conversation of the person's, which an answer draws on. */
  openConversation(conversationId: string): void
  /** A card of a message, with what can be done there. */
  renderCard(value: MessagePart['value'], message: Message): ReactNode
}
