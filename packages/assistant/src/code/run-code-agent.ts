import type { ModelClient } from '../model/model-client.ts'
import type { LlmSettings, ModelUsage } from '../ports.ts'
import type { ModelPrices } from '../pricing.ts'
import { runAgent } from '../run-agent.ts'
import { UsageMeter } from '../usage-meter.ts'
import { type CodeOutcome, type CodeRun, runCode } from './run-code.ts'

export interface CodeAgentRun extends Omit<CodeRun, 'ask' | 'event'> {
  /** What the handler gets as `event.input`. */
  input: unknown
  systemPrompt: string
  parameters: LlmSettings['parameters']
  /** The organization's own, if it has any. */
  prices?: ModelPrices | undefined
}

/** What the handler returned or why it did not, with the usage of all its calls of the model. */
export type CodeAgentOutcome = CodeOutcome & { usage: ModelUsage }

/** Runs an agent's code; its `askModel` asks the agent's model as a run without code does. Never throws. */
export async function runCodeAgent(client: ModelClient, run: CodeAgentRun): Promise<CodeAgentOutcome> {
  const { systemPrompt, parameters, prices } = run
  const meter = new UsageMeter(client.model, prices)
  const ended = new AbortController()
  const signal = AbortSignal.any([run.signal, ended.signal])
  const asked: Promise<string>[] = []
  const ask = async (input: string) => {
    const question = { systemPrompt, parameters, input, outputSchema: null, signal }
    const { text, error } = await runAgent(client, question, meter)
    if (error) throw new Error(`The model could not answer (${error.code}).`)
    return text
  }
  const outcome = await runCode({
    ...run,
    event: { input: run.input },
    ask: (text) => {
      const answer = ask(text)
      asked.push(answer)
      return answer
    },
  })
  // What is still being asked is cut off, and paid for as far as it came.
  ended.abort()
  await Promise.allSettled(asked)
  return { ...outcome, usage: meter.total() }
}
