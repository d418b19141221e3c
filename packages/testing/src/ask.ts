import { randomUUID } from 'node:crypto'
import type { Message, SentMessages } from '@parley/contracts'
import { type MemberContext, sendMessage, streamMessage } from '@parley/services'

/** Follows an answer to its end. */
export async function waitForAnswer(ctx: MemberContext, conversationId: string, messageId: string): Promise<Message> {
  for await (const { event } of streamMessage({ ctx, input: { conversationId, messageId } })) {
    if (event.type === 'done') return event.message
  }
  throw new Error('The stream ended without an answer')
}

/** Sends a text and returns at once, with the answer pending. */
export function send(ctx: MemberContext, conversationId: string, text: string): Promise<SentMessages> {
  return sendMessage({ ctx, input: { conversationId, clientMessageId: randomUUID(), text } })
}

/** Sends a text and waits for the finished answer. */
export async function ask(ctx: MemberContext, conversationId: string, text: string): Promise<Message> {
  const { assistantMessage } = await send(ctx, conversationId, text)
  return waitForAnswer(ctx, conversationId, assistantMessage.id)
}
