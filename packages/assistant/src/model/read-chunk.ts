import { z } from 'zod'
import type { FinishReason, ModelChunk } from './model-client.ts'

const text = z.string().nullish().catch(null)
/** Some servers send arguments as an object; the protocol has a string. */
const argumentsText = z
  .union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))])
  .nullish()
  .catch(null)
const madeFunction = z.object({ name: text, arguments: argumentsText }).nullish().catch(null)
const tokens = z.int().nonnegative()

const chunkBody = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            refusal: text,
            tool_calls: z
              .array(z.object({ index: z.int().nonnegative().nullish().catch(null), id: text, function: madeFunction }))
              .nullish()
              .catch(null),
            function_call: madeFunction,
          })
          .nullish()
          .catch(null),
        finish_reason: text,
      }),
    )
    .nullish()
    .catch(null),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
})

/** What one chunk of a stream says. A field that is missing or odd counts as not sent: small servers leave out or bend many. */
export function* readChunk(raw: unknown): Generator<ModelChunk> {
  const parsed = chunkBody.safeParse(raw)
  if (!parsed.success) return
  const [choice] = parsed.data.choices ?? []
  const delta = choice?.delta
  const content = delta?.content || delta?.refusal
  if (content) yield { type: 'text', text: content }
  for (const made of delta?.tool_calls ?? []) {
    yield {
      type: 'toolCallDelta',
      ...(typeof made.index === 'number' && { index: made.index }),
      ...(made.id && { id: made.id }),
      ...(made.function?.name && { name: made.function.name }),
      arguments: made.function?.arguments ?? '',
    }
  }
  const older = delta?.function_call
  if (older)
    yield { type: 'toolCallDelta', index: 0, ...(older.name && { name: older.name }), arguments: older.arguments ?? '' }
  if (choice?.finish_reason) yield { type: 'finish', reason: finishReason(choice.finish_reason) }
  const { usage } = parsed.data
  if (usage) yield { type: 'usage', inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens }
}

function finishReason(reason: string): FinishReason {
  switch (reason) {
    case 'tool_calls':
    case 'function_call':
      return 'function_call'
    case 'length':
    case 'content_filter':
      return reason
    default:
      return 'stop'
  }
}
