import type { ChatMessage } from './chat-request.ts'

/**
 * What is wrong with the order of calls and results, or null. As at OpenAI: every `tool` message answers a call of the assistant message
 * before it, and every call is answered before anybody else speaks.
 */
export function findToolMessageProblem(messages: readonly ChatMessage[]): string | null {
  let open = new Set<string>()
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        return `messages.[${index}]: a message with role 'tool' must be a response to a preceding message with 'tool_calls'.`
      }
      continue
    }
    if (open.size > 0) return unanswered(open)
    if (message.role === 'assistant') open = new Set(message.tool_calls?.map((call) => call.id))
  }
  return open.size > 0 ? unanswered(open) : null
}

function unanswered(open: ReadonlySet<string>): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Missing: ${[...open].join(', ')}`
}
