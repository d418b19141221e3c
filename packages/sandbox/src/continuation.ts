import { type ChatMessage, messageText } from './chat-request.ts'

const ASKS = /^\s*continue\b.{0,60}\b(?:broke off|left off|stopped)\b/i

/** Where the last message asks to go on with an answer that was cut off: the messages before that answer, and what it had so far. */
export function findContinuation(messages: readonly ChatMessage[]): { messages: ChatMessage[]; soFar: string } | null {
  const [answer, request] = messages.slice(-2)
  if (request?.role !== 'user' || answer?.role !== 'assistant' || answer.tool_calls || !ASKS.test(messageText(request)))
    return null
  return { messages: messages.slice(0, -2), soFar: messageText(answer) }
}

/** The rest of `reply` after `soFar`, or all of it where it does not begin so. */
export function restOf(reply: string, soFar: string): string {
  return reply.startsWith(soFar) ? reply.slice(soFar.length) : reply
}
