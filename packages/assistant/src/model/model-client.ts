import type { MessageAi } from '@parley/contracts'
import OpenAI from 'openai'
import type { LlmSettings } from '../ports.ts'
import { publicOnlyDispatcher } from './public-only-dispatcher.ts'
import { readChunk } from './read-chunk.ts'
import { requestParameters } from './request-parameters.ts'
import { retryConnection } from './retry-connection.ts'
import { Watchdog } from './watchdog.ts'

export type ModelMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam
export type ModelTool = OpenAI.Chat.Completions.ChatCompletionFunctionTool
export type FinishReason = NonNullable<MessageAi['finishReason']>

/** A piece of an answer, as it arrives. */
export type ModelChunk =
  | { type: 'text'; text: string }
  | { type: 'toolCallDelta'; index?: number; id?: string; name?: string; arguments: string }
  | { type: 'usage'; inputTokens: number; outputTokens: number }
  | { type: 'finish'; reason: FinishReason }

export interface ModelRequest {
  messages: ModelMessage[]
  tools: ModelTool[]
  parameters: Partial<LlmSettings['parameters']>
  signal: AbortSignal
}

/** One model at one server. `stream` throws what the server or the connection threw; an abort of `signal` ends it without an error. */
export interface ModelClient {
  model: string
  stream(request: ModelRequest): AsyncIterable<ModelChunk>
}

export interface ModelClientOptions {
  /** With its version, for example https://api.openai.com/v1. */
  baseUrl: string
  /** Servers without keys take any. */
  apiKey?: string
  model: string
  /** Refuses servers at addresses that are not public (loopback, private networks, metadata services), redirects too. */
  isPublicOnly?: boolean
  /** Until the first byte. Default 120 s: a local model may have to be loaded first. */
  firstByteTimeoutMs?: number
  /** Between two pieces. Default 60 s. */
  idleTimeoutMs?: number
}

/** A client for OpenAI's Chat Completions, or for any server that speaks them. */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { baseUrl, apiKey, model, isPublicOnly = false, firstByteTimeoutMs = 120_000, idleTimeoutMs = 60_000 } = options
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey || 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: firstByteTimeoutMs,
    logLevel: 'off',
    ...(isPublicOnly && { fetchOptions: { dispatcher: publicOnlyDispatcher() } }),
  })

  async function* stream({ messages, tools, parameters, signal }: ModelRequest): AsyncGenerator<ModelChunk> {
    const watchdog = new Watchdog(signal, idleTimeoutMs)
    try {
      const body = {
        model,
        messages,
        ...(tools.length > 0 && { tools }),
        ...requestParameters(model, baseUrl, parameters),
        stream: true,
        stream_options: { include_usage: true },
      } as const
      const chunks = await retryConnection(
        () => client.chat.completions.create(body, { signal: watchdog.signal }),
        signal,
      )
      watchdog.start()
      for await (const chunk of chunks) {
        watchdog.start()
        yield* readChunk(chunk)
      }
      watchdog.throwIfIdle()
    } catch (error) {
      watchdog.throwIfIdle()
      if (!signal.aborted) throw error
    } finally {
      watchdog.stop()
    }
  }
  return { model, stream }
}
