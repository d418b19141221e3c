import type { Completion } from './complete.ts'

/** The body of an answer that is not streamed. */
export function completionBody({ id, created, model, textTokens, toolCalls, finishReason, usage }: Completion) {
  const text = textTokens.join('')
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: toolCalls.length > 0 && text === '' ? null : text,
          refusal: null,
          ...(toolCalls.length > 0 && {
            tool_calls: toolCalls.map((made) => ({
              id: made.id,
              type: 'function',
              function: { name: made.name, arguments: made.arguments },
            })),
          }),
        },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
  }
}
