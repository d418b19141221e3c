import type { FunctionCall, Message, MessageAi, MessagePart, TurnEvent, TurnEventId } from '@parley/contracts'
import type { Connections } from './connections.ts'
import type { ModelPrices } from './pricing.ts'
import type { OwnTool } from './tools/own-tool.ts'

/** Names one attempt of one turn. Everything that writes for it is conditional on ownerId and attempt. */
export interface TurnRef {
  turnId: string
  conversationId: string
  messageId: string
  organizationId: string
  /** The conversation's userId or visitorId. */
  ownerKey: string
  userId?: string
  attempt: number
  /** The server that holds the lease. */
  ownerId: string
}

/** One request to the model and what came of its function calls. */
export interface TurnRound {
  text: string
  functionCalls: FunctionCall[]
}

export interface LlmSettings {
  model: string
  parameters: {
    temperature: number
    maxTokens: number
    topP: number
    frequencyPenalty: number
    presencePenalty: number
  }
  /** The organization's own key, in place of the installation's. */
  key?: { organizationId: string; apiKeyId: string }
  /** The organization's own prices, if it has any. */
  prices?: ModelPrices
}

/** A file that went with a message. */
export interface HistoryFile {
  name: string
  type: string
  /** Its words, or their beginning; empty where none can be read, null where they were left out. */
  text: string | null
  isCut?: boolean
}

/** One earlier message as the model is shown it. */
export interface HistoryMessage {
  role: 'user' | 'assistant'
  text: string
  functionCalls: FunctionCall[]
  files?: HistoryFile[]
}

/** All a turn needs to run. `rounds` and `text` are what an earlier attempt saved. */
export interface TurnMaterial {
  ref: TurnRef
  agent: {
    id: string
    name: string
    systemPrompt: string
    llmSettings: LlmSettings
    functionNames: string[]
    /** Of the organization's own; those that are active and that the agent may call. */
    tools: OwnTool[]
  }
  /** Oldest first; ends with the user's message that is being answered. */
  history: HistoryMessage[]
  context: { currentPage?: string; userName?: string; timeZone: string }
  /** True while the conversation has no title of its own yet. */
  needsTitle: boolean
  rounds: TurnRound[]
  text: string
  /** Cards and charts; the text is not among them. */
  parts: MessagePart[]
}

export interface TurnProgress {
  text: string
  rounds: TurnRound[]
  parts: MessagePart[]
  lastEventSeq: number
}

/** Tokens and money of one or more model calls. costMicros is null where the price is unknown. */
export interface ModelUsage {
  model: string
  inputTokens: number
  outputTokens: number
  costMicros: number | null
  priceVersion: string
  /** True when the server sent no usage and tokens were counted here. */
  isEstimated: boolean
}

export interface TurnOutcome extends TurnProgress {
  status: 'complete' | 'stopped' | 'failed' | 'awaiting_connection' | 'awaiting_approval'
  /** What was run to its end in this attempt, well or not. */
  endedCalls: FunctionCall[]
  usage: ModelUsage
  temperature: number
  finishReason?: NonNullable<MessageAi['finishReason']>
  responseTimeMs: number
  timeToFirstTokenMs?: number
  /** Numbers of the text that nothing supports; absent where the text was not looked at. */
  unsupportedFigures?: NonNullable<MessageAi['unsupportedFigures']>
  error?: { code: string; userMessage: string; detail: string }
}

/** Where turns are kept. Every method answers false or null when this attempt no longer holds the turn. */
export interface TurnStore {
  load(ref: TurnRef): Promise<TurnMaterial | null>
  renewLease(ref: TurnRef): Promise<boolean>
  save(ref: TurnRef, progress: TurnProgress): Promise<boolean>
  /** Ends the turn: writes the conversation, settles the usage, ends the execution. Returns the final message. */
  finish(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null>
  /** Writes the conversation and gives the lease up, until a decision or a connection starts another attempt. Returns the waiting message. */
  park(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null>
  saveTitle(ref: TurnRef, title: string, usage: ModelUsage): Promise<void>
}

/** What a function of the assistant may read: only what the person behind the turn may. */
export interface PastConversation {
  conversationId: string
  title: string
  lastMessageAt: string
  messageCount: number
  /** Where the words that were looked for were said last. */
  excerpt?: { text: string; at: string }
}

export interface PastConversationQuery {
  /** Words that were said, as conversations.search takes them. */
  words?: string
  /** A part of the title, in any case. */
  title?: string
  /** ISO 8601; of the last message. */
  from?: string
  to?: string
  limit: number
}

export interface AssistantReads {
  findPastConversations(ref: TurnRef, query: PastConversationQuery): Promise<PastConversation[]>
  connections: Connections
  /** Keeps a result that is too long for its message as a file of the person's; the id of the attachment. `name` is the function's. */
  keepResult(ref: TurnRef, name: string, json: string): Promise<string>
  /** What requests of a webhook are signed with. Null where the tool is gone, or has none. */
  findSigningSecret(ref: TurnRef, toolId: string): Promise<string | null>
}

/** A model that was asked before its turn was written: what it answers is held, and nothing of it shown or saved. */
export interface AskedTurn {
  /** Runs the turn, which is written by now, with the answer that is under way. `material` is what was asked, under the turn's name. */
  start(material: TurnMaterial): void
  /** Ends the request of a turn that was not written. The usage there was, null where nothing had come. Never throws. */
  drop(): Promise<ModelUsage | null>
}

/** The live side of running turns, within one server process. */
export interface TurnRunner {
  /** Runs the turn in the background. Never throws; failures end the turn as failed. */
  start(ref: TurnRef): void
  /** Asks the model for a first attempt that is being written, while it is. Null where no turn may begin any more. */
  askAhead(material: TurnMaterial): AskedTurn | null
  /** Stops a running turn and waits until its partial is kept. Null when it does not run here. */
  stop(messageId: string): Promise<Message | null>
  /**
   * The turn's events after `after` (null: from the first), then live until `done`. Null when the turn does not run here or those
   * events are gone: the caller then sends `reset` from the database.
   */
  subscribe(messageId: string, after: TurnEventId | null, signal: AbortSignal): AsyncIterable<NumberedTurnEvent> | null
  /** Stops all turns, keeping what they have. For shutdown. */
  close(): Promise<void>
}

export interface NumberedTurnEvent {
  id: TurnEventId
  event: TurnEvent
}
