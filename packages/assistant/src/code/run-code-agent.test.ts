import { type SandboxModel, startSandboxModel } from '@parley/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createModelClient } from '../model/model-client.ts'
import { type CodeAgentRun, runCodeAgent } from './run-code-agent.ts'

let sandbox: SandboxModel
beforeAll(async () => {
  sandbox = await startSandboxModel({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
})
afterAll(() => sandbox.close())

function run(code: string, model: string, changes: Partial<CodeAgentRun> = {}) {
  const client = createModelClient({ baseUrl: `${sandbox.url}/v1`, apiKey: 'sandbox', model })
  const parameters = { temperature: 0, maxTokens: 1000, topP: 1, frequencyPenalty: 0, presencePenalty: 0 }
  const signal = new AbortController().signal
  return runCodeAgent(client, {
    code,
    input: 'Write three subject lines',
    startedAt: new Date(),
    systemPrompt: 'You write.',
    parameters,
    signal,
    ...changes,
  })
}

test('each call of the model counts, and code that asks nothing costs nothing', async () => {
  const none = await run('const handler = () => 1', 'sandbox-marketing')
  expect(none).toMatchObject({ output: 1, usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 } })
  const once = await run('const handler = ({ input }) => askModel(input)', 'sandbox-marketing')
  expect(once).toMatchObject({ output: expect.stringMatching(/\S/), usage: { model: 'sandbox-marketing' } })
  expect(once.usage.outputTokens).toBeGreaterThan(0)
  const twice = await run(
    'const handler = async ({ input }) => [await askModel(input), await askModel(input)]',
    'sandbox-marketing',
  )
  expect(twice.usage.inputTokens).toBe(2 * once.usage.inputTokens)
  expect(twice.usage.outputTokens).toBe(2 * once.usage.outputTokens)
})

test('a model that fails is an error the code can catch, without a word of where it is', async () => {
  const caught = await run(
    'const handler = ({ input }) => askModel(input).catch((error) => error.message)',
    'sandbox-error',
  )
  expect(caught).toMatchObject({ output: expect.stringMatching(/^The model could not answer \(model_\w+\)\.$/) })
  const thrown = await run('const handler = ({ input }) => askModel(input)', 'sandbox-error')
  expect(thrown).toMatchObject({ failure: { kind: 'error', message: expect.stringContaining('model_') } })
})

test('a question that the handler does not wait for is never asked', async () => {
  const left = await run('const handler = ({ input }) => { askModel(input); return "done" }', 'sandbox-marketing')
  expect(left).toMatchObject({ output: 'done', usage: { inputTokens: 0 } })
})
