import type { Context } from 'hono'
import { chatRequestInput } from './chat-request.ts'
import { findToolMessageProblem } from './check-tool-messages.ts'
import { complete } from './complete.ts'
import { completionBody } from './completion-body.ts'
import { completionChunks } from './completion-chunks.ts'
import { eventStream } from './event-stream.ts'
import { CONTEXT_TOKENS, findModel } from './models.ts'
import { badRequest, openAiError } from './openai-error.ts'
import { type Pace, paced } from './pace.ts'

/** POST /v1/chat/completions. 400 for a body or an order of messages that is wrong, 404 for a model that is not here. */
export async function handleChatCompletions(c: Context, currentPace: () => Pace): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined)
  if (body === undefined) return badRequest(c, 'We could not parse the JSON body of your request.')
  const parsed = chatRequestInput.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.join('.') || null
    return badRequest(c, `Invalid value${path ? ` for '${path}'` : ''}: ${issue?.message}`, path, 'invalid_value')
  }
  const request = parsed.data
  const traits = findModel(request.model)
  if (!traits) {
    const message = `The model '${request.model}' does not exist.`
    return c.json(openAiError(message, 'invalid_request_error', 'model_not_found', 'model'), 404)
  }
  const problem = findToolMessageProblem(request.messages)
  if (problem) return badRequest(c, problem, 'messages')
  const completion = complete(request, traits)
  if (completion.usage.prompt_tokens > CONTEXT_TOKENS) {
    const message = `This model's maximum context length is ${CONTEXT_TOKENS} tokens, but the messages have ${completion.usage.prompt_tokens}.`
    return badRequest(c, message, 'messages', 'context_length_exceeded')
  }
  const gone = new AbortController()
  const pace = () => traits.pace ?? currentPace()
  if (request.stream) {
    const failsAfter = traits.failsInMidAnswer ? Math.min(12, completion.textTokens.length) : undefined
    const chunks = completionChunks(completion, request.stream_options?.include_usage === true, failsAfter)
    return eventStream(paced(chunks, pace, gone.signal), () => gone.abort())
  }
  if (traits.failsInMidAnswer) return c.json(openAiError('The sandbox model failed on purpose.', 'server_error'), 500)
  const whole = [{ characters: completion.textTokens.join('').length }, { characters: 0 }]
  for await (const _ of paced(whole, pace, c.req.raw.signal));
  return c.json(completionBody(completion))
}
