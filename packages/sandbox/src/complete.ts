import { createHash } from 'node:crypto'
import { decideReply } from './answers/decide-reply.ts'
import { answerLong } from './answers/long.ts'
import { answerMalformed } from './answers/malformed.ts'
import { type ChatRequest, messageText } from './chat-request.ts'
import { findContinuation, restOf } from './continuation.ts'
import type { ModelTraits } from './models.ts'
import { readSituation } from './situation.ts'
import { countTokens, splitTokens } from './tokens.ts'

export interface MadeToolCall {
  id: string
  name: string
  arguments: string
}

/** One whole answer, before it is put into bytes. */
export interface Completion {
  id: string
  /** Unix seconds; derived from the messages, so that the same messages give the same bytes. */
  created: number
  model: string
  textTokens: string[]
  toolCalls: MadeToolCall[]
  finishReason: 'stop' | 'tool_calls' | 'length'
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

export function complete(request: ChatRequest, traits: ModelTraits): Completion {
  const continuation = findContinuation(request.messages)
  const situation = readSituation(continuation ? { ...request, messages: continuation.messages } : request)
  const hash = createHash('sha256')
    .update(JSON.stringify([request.model, request.messages]))
    .digest('hex')
  const reply =
    (traits.callsMalformed ? answerMalformed(situation) : null) ??
    (traits.isLong ? answerLong(situation) : decideReply(situation))
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
  const all = splitTokens(continuation ? restOf(reply.text, continuation.soFar) : reply.text)
  const isCut = all.length > limit
  const textTokens = isCut ? all.slice(0, limit) : all
  const toolCalls = isCut
    ? []
    : reply.toolCalls.map((made, index) => ({ ...made, id: `call_${hash.slice(index, index + 24)}` }))
  const completionTokens =
    textTokens.length + toolCalls.reduce((sum, made) => sum + countTokens(made.name + made.arguments), 0)
  const promptTokens = countPromptTokens(request)
  return {
    id: `chatcmpl-${hash.slice(0, 29)}`,
    created: 1_700_000_000 + (Number.parseInt(hash.slice(0, 8), 16) % 10_000_000),
    model: traits.id,
    textTokens,
    toolCalls,
    finishReason: isCut ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  }
}

/** Four tokens for each message's frame, its text, its calls, and the functions offered. */
export function countPromptTokens(request: ChatRequest): number {
  const messages = request.messages.reduce((sum, message) => {
    const calls =
      message.role === 'assistant' && message.tool_calls ? countTokens(JSON.stringify(message.tool_calls)) : 0
    return sum + 4 + countTokens(messageText(message)) + calls
  }, 0)
  return messages + (request.tools ? countTokens(JSON.stringify(request.tools)) : 0)
}
