import type { Completion, MadeToolCall } from './complete.ts'

export interface Piece {
  /** What goes out, without its SSE frame. */
  data: string
  /** How much text it carries, for the pace. */
  characters: number
}

const FRAGMENT = 8

/**
 * The chunks of a streamed completion as OpenAI sends them: the role, the text piece by piece, each call's name and then its arguments in
 * fragments, the finish reason, and the usage when it was asked for. `failsAfter` ends it with an error instead, after so many pieces of text.
 */
export function* completionChunks(completion: Completion, withUsage: boolean, failsAfter?: number): Generator<Piece> {
  const { id, created, model, textTokens, toolCalls, finishReason, usage } = completion
  const chunk = (delta: object, finish: string | null = null, characters = 0): Piece => ({
    data: JSON.stringify({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(withUsage && { usage: null }),
    }),
    characters,
  })
  yield chunk({ role: 'assistant', content: toolCalls.length > 0 && textTokens.length === 0 ? null : '' })
  for (const [index, token] of textTokens.entries()) {
    if (index === failsAfter) break
    yield chunk({ content: token }, null, token.length)
  }
  if (failsAfter !== undefined) {
    const error = { message: 'The sandbox model failed on purpose.', type: 'server_error', param: null, code: null }
    yield { data: JSON.stringify({ error }), characters: 0 }
    return
  }
  for (const [index, made] of toolCalls.entries()) {
    for (const delta of toolCallDeltas(index, made)) yield chunk({ tool_calls: [delta] }, null, FRAGMENT)
  }
  yield chunk({}, finishReason)
  if (withUsage) {
    yield {
      data: JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices: [], usage }),
      characters: 0,
    }
  }
  yield { data: '[DONE]', characters: 0 }
}

function* toolCallDeltas(index: number, made: MadeToolCall): Generator<object> {
  yield { index, id: made.id, type: 'function', function: { name: made.name, arguments: '' } }
  for (let at = 0; at < made.arguments.length; at += FRAGMENT) {
    yield { index, function: { arguments: made.arguments.slice(at, at + FRAGMENT) } }
  }
}
