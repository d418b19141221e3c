import { buildMessages } from './build-messages.ts'
import type { AssistantFunction } from './functions/assistant-function.ts'
import type { ModelRequest } from './model/model-client.ts'
import type { TurnMaterial } from './ports.ts'
import { ownFunction } from './tools/own-function.ts'
import type { TurnSettings } from './turn-options.ts'
import type { TurnState } from './turn-state.ts'

/** The most rounds of function calls; after them the model is asked once more, without functions. */
export const MAX_ROUNDS = 8

/** The functions an agent may call, by name: those built in, and the organization's own tools. */
export function offeredFunctions(
  { functions, network }: TurnSettings,
  { agent }: TurnMaterial,
): Map<string, AssistantFunction> {
  const builtIn = [...functions].filter(([name]) => agent.functionNames.includes(name))
  const own = agent.tools.map((tool) => [tool.name, ownFunction(tool, network)] as const)
  return new Map([...own, ...builtIn])
}

/** What the model is asked as far as the turn has come. */
export function turnRequest(
  settings: TurnSettings,
  material: TurnMaterial,
  state: TurnState,
  signal: AbortSignal,
): ModelRequest {
  const isLast = state.rounds.length >= MAX_ROUNDS
  return {
    messages: buildMessages(material, state.rounds, state.roundText, settings.historyTokens),
    tools: isLast ? [] : [...offeredFunctions(settings, material).values()].map((made) => made.tool),
    parameters: material.agent.llmSettings.parameters,
    signal,
  }
}
