import type { Message } from '@parley/contracts'
import type { AssistantFunction } from './functions/assistant-function.ts'
import type { ModelClient } from './model/model-client.ts'
import type { AssistantReads, LlmSettings, TurnRef, TurnStore } from './ports.ts'
import type { ToolNetwork } from './tools/tool-network.ts'
import type { TurnLog } from './turn-log.ts'

/** What is told to the rest of the server, after it is stored. */
export interface TurnCallbacks {
  onEnded?(ref: TurnRef, message: Message): void
  onTitle?(ref: TurnRef, title: string): void
}

export interface TurnRunnerOptions {
  store: TurnStore
  reads: AssistantReads
  /** One client for all, or the one for an agent's settings. */
  model: ModelClient | ((settings: LlmSettings) => ModelClient)
  log: TurnLog
  events?: TurnCallbacks
  now?: () => Date
  /** What agents may be given; `assistantFunctions` by default. */
  functions?: ReadonlyMap<string, AssistantFunction>
  /** How often a lease is renewed. Default 5 s, of a lease of 15 s. */
  heartbeatMs?: number
  /** The least time between two saves of a running turn. Default 250 ms. */
  saveEveryMs?: number
  /** How long the events of an ended turn stay for late readers. Default 30 s. */
  keepEventsMs?: number
  /** How long the model may be silent before the reader is told so. Default 8 s. */
  slowAfterMs?: number
  /** About how many tokens of earlier messages the model is shown. Default 16,000. */
  historyTokens?: number
  /** Tools of organizations may be called over http, and at addresses that are not public. Default false. */
  arePrivateToolsAllowed?: boolean
}

export type TurnSettings = Required<Omit<TurnRunnerOptions, 'model' | 'arePrivateToolsAllowed'>> & {
  network: ToolNetwork
  clientFor: (settings: LlmSettings) => ModelClient
}
