import { CallCollector, type RawCall } from './model/collect-calls.ts'
import type { FinishReason, ModelClient, ModelRequest } from './model/model-client.ts'
import type { UsageMeter } from './usage-meter.ts'

export interface ModelAnswer {
  text: string
  calls: RawCall[]
  finishReason: FinishReason
}

/**
 * One request to the model: hands every piece of text to `onText` as it comes until that answers false, counts the usage (also when it is
 * cut off or fails after something came), and answers with the whole. Throws what the client throws; after an abort it answers with what
 * came. `onHeard` is called once, when the first chunk is there.
 */
export async function askModel(
  client: ModelClient,
  request: ModelRequest,
  meter: UsageMeter,
  onText: (text: string) => boolean,
  onHeard: () => void = () => {},
): Promise<ModelAnswer> {
  const calls = new CallCollector()
  let text = ''
  let finishReason: FinishReason | undefined
  let usage: { inputTokens: number; outputTokens: number } | undefined
  let hasBegun = false
  try {
    for await (const chunk of client.stream(request)) {
      if (!hasBegun) onHeard()
      hasBegun = true
      if (chunk.type === 'text') {
        text += chunk.text
        if (!onText(chunk.text)) break
      } else if (chunk.type === 'toolCallDelta') calls.add(chunk)
      else if (chunk.type === 'finish') finishReason = chunk.reason
      else usage = chunk
    }
  } finally {
    if (usage) meter.add(usage.inputTokens, usage.outputTokens)
    else if (hasBegun) {
      const made = calls.calls()
      meter.addEstimate(request.messages, made.length > 0 ? text + JSON.stringify(made) : text)
    }
  }
  const made = calls.calls()
  return { text, calls: made, finishReason: finishReason ?? (made.length > 0 ? 'function_call' : 'stop') }
}
