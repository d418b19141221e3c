import { askModel } from './ask-model.ts'
import { cleanTitle } from './clean-title.ts'
import type { ModelMessage } from './model/model-client.ts'
import type { TurnMaterial } from './ports.ts'
import { TITLE_PROMPT } from './prompt-rules.ts'
import type { TurnSettings } from './turn-options.ts'
import { UsageMeter } from './usage-meter.ts'

const TIMEOUT_MS = 20_000
const QUESTION_CHARACTERS = 2000

/** Asks the model for a title of the conversation and stores it. The words of the question are the title where the model gives none. */
export async function writeTitle(
  settings: TurnSettings,
  { ref, agent, history }: TurnMaterial,
  signal: AbortSignal,
): Promise<void> {
  const question = history.find(({ role }) => role === 'user')?.text.slice(0, QUESTION_CHARACTERS)
  if (!question) return
  const client = settings.clientFor(agent.llmSettings)
  const meter = new UsageMeter(client.model, agent.llmSettings.prices)
  const messages: ModelMessage[] = [
    { role: 'system', content: TITLE_PROMPT },
    { role: 'user', content: question },
  ]
  const request = {
    messages,
    tools: [],
    parameters: { temperature: 0.2, maxTokens: 200 },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }
  const { text } = await askModel(client, request, meter, () => true)
  if (signal.aborted) return
  const title = cleanTitle(text) || cleanTitle(question)
  if (!title) return
  await settings.store.saveTitle(ref, title, meter.total())
  settings.events.onTitle?.(ref, title)
}
