import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Message, TurnEvent } from '@parley/contracts'
import type { Connections } from './connections.ts'
import { createTurnRunner } from './create-turn-runner.ts'
import { createModelClient } from './model/model-client.ts'
import type {
  AssistantReads,
  ModelUsage,
  NumberedTurnEvent,
  TurnMaterial,
  TurnOutcome,
  TurnProgress,
  TurnRef,
  TurnRunner,
  TurnStore,
} from './ports.ts'
import type { TurnRunnerOptions } from './turn-options.ts'

/** For this package's tests only: a turn store in memory, a scripted model server, and a turn to run. The real store is tested in services. */
export const REF: TurnRef = {
  turnId: '6566f0a0a0a0a0a0a0a0a001',
  conversationId: '6566f0a0a0a0a0a0a0a0a002',
  messageId: '6566f0a0a0a0a0a0a0a0a003',
  organizationId: '6566f0a0a0a0a0a0a0a0a004',
  ownerKey: '6566f0a0a0a0a0a0a0a0a005',
  userId: '6566f0a0a0a0a0a0a0a0a005',
  attempt: 1,
  ownerId: 'server-1',
}

export function material(question: string, changes: Partial<TurnMaterial> = {}): TurnMaterial {
  return {
    ref: REF,
    agent: {
      id: '6566f0a0a0a0a0a0a0a0a006',
      name: 'Marketing assistant',
      systemPrompt: 'You are a marketing assistant.',
      llmSettings: {
        model: 'sandbox-marketing',
        parameters: { temperature: 0.7, maxTokens: 100_000, topP: 1, frequencyPenalty: 0, presencePenalty: 0 },
      },
      functionNames: ['find_past_conversations', 'get_page_context', 'get_current_date'],
      tools: [],
    },
    history: [{ role: 'user', text: question, functionCalls: [] }],
    context: { currentPage: 'Campaigns', userName: 'Ada', timeZone: 'Europe/Berlin' },
    needsTitle: false,
    rounds: [],
    text: '',
    parts: [],
    ...changes,
  }
}

export class MemoryTurnStore implements TurnStore {
  saves: TurnProgress[] = []
  outcome: TurnOutcome | undefined
  titles: { title: string; usage: ModelUsage }[] = []
  renewals = 0
  isHeld = true
  /** How many calls of finish fail first. */
  finishFailures = 0
  readonly #material: TurnMaterial

  constructor(turn: TurnMaterial) {
    this.#material = turn
  }

  async load(ref: TurnRef) {
    return this.isHeld ? structuredClone({ ...this.#material, ref }) : null
  }

  async renewLease() {
    this.renewals += 1
    return this.isHeld
  }

  async save(_: TurnRef, progress: TurnProgress) {
    if (this.isHeld) this.saves.push(progress)
    return this.isHeld
  }

  async finish(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
    if (this.finishFailures > 0) {
      this.finishFailures -= 1
      throw new Error('the database is away')
    }
    if (!this.isHeld) return null
    this.outcome = outcome
    return {
      id: ref.messageId,
      conversationId: ref.conversationId,
      seq: 1,
      role: 'assistant',
      senderType: 'agent',
      messageType: 'text',
      status: outcome.status,
      parts: [{ type: 'text', value: outcome.text }, ...outcome.parts],
      text: outcome.text,
      createdAt: '2026-01-01T00:00:00.000Z',
      functionCalls: outcome.rounds.flatMap((round) => round.functionCalls),
      metadata: {},
    }
  }

  async park(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
    return this.finish(ref, outcome)
  }

  async saveTitle(_: TurnRef, title: string, usage: ModelUsage) {
    this.titles.push({ title, usage })
  }
}

/** A person with no connections, for whom nothing can be connected either. */
export const noConnections: Connections = {
  list: async () => [],
  findNeed: async () => null,
  runReport: async () => ({ type: 'failed', code: 'misconfigured', userMessage: 'Nothing is connected.' }),
}

export const noReads: AssistantReads = {
  findPastConversations: async () => [],
  connections: noConnections,
  keepResult: async () => {
    throw new Error('Nothing keeps results here')
  },
  findSigningSecret: async () => null,
}

const silent = { info() {}, warn() {}, error() {} }

export interface TestTurn {
  runner: TurnRunner
  store: MemoryTurnStore
  ref: TurnRef
}

export interface TestTurnOptions extends Partial<Omit<TurnRunnerOptions, 'store'>> {
  baseUrl: string
  modelName?: string
  apiKey?: string
}

export function turnFor(
  turn: TurnMaterial,
  { baseUrl, modelName = 'sandbox-marketing', apiKey, ...options }: TestTurnOptions,
): TestTurn {
  const store = new MemoryTurnStore(turn)
  const client = createModelClient({ baseUrl, model: modelName, ...(apiKey !== undefined && { apiKey }) })
  const runner = createTurnRunner({ store, reads: noReads, model: client, log: silent, ...options })
  return { runner, store, ref: turn.ref }
}

export async function collect(
  runner: TurnRunner,
  after: NumberedTurnEvent['id'] | null = null,
  messageId = REF.messageId,
): Promise<NumberedTurnEvent[]> {
  const events = runner.subscribe(messageId, after, new AbortController().signal)
  if (!events) throw new Error('the events are gone')
  const all: NumberedTurnEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

export function textOf(events: readonly NumberedTurnEvent[]): string {
  return events.reduce(
    (text, { event }) => (event.type === 'text' ? text + event.text : event.type === 'reset' ? event.text : text),
    '',
  )
}

export function ofType<Type extends TurnEvent['type']>(
  events: readonly NumberedTurnEvent[],
  type: Type,
): Extract<TurnEvent, { type: Type }>[] {
  return events.flatMap(({ event }) => (isOfType(event, type) ? [event] : []))
}

function isOfType<Type extends TurnEvent['type']>(
  event: TurnEvent,
  type: Type,
): event is Extract<TurnEvent, { type: Type }> {
  return event.type === type
}

/** Runs the turn to its end and answers with all its events. */
export async function runToEnd({ runner, ref }: TestTurn): Promise<NumberedTurnEvent[]> {
  runner.start(ref)
  return collect(runner, null, ref.messageId)
}

export interface SeenMessage {
  role: string
  content?: string | null
  tool_calls?: { id: string; function: { name: string; arguments: string } }[]
  tool_call_id?: string
}

export interface SeenRequest {
  body: { model: string; messages: SeenMessage[]; tools?: { function: { name: string } }[]; [field: string]: unknown }
  request: IncomingMessage
  response: ServerResponse
}

/** A model server of the test's own: each request goes to the next step of the script, the last step repeats. */
export async function scriptedServer(...steps: ((seen: SeenRequest) => void | Promise<void>)[]) {
  const seen: SeenRequest['body'][] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const body: SeenRequest['body'] = JSON.parse(Buffer.concat(pieces).toString())
    seen.push(body)
    const step = steps[Math.min(seen.length, steps.length) - 1]
    await step?.({ body, request, response })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A step that streams these objects as chunks and ends. */
export function streams(...chunks: object[]) {
  return ({ response }: SeenRequest) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    response.end('data: [DONE]\n\n')
  }
}

export const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
export const says = (text: string) => streams(delta({ content: text }), delta({}, 'stop'))
export const calls = (...made: { name: string; arguments: string }[]) =>
  streams(
    delta({
      tool_calls: made.map((each, index) => ({ index, id: `call_${index}`, type: 'function', function: each })),
    }),
    delta({}, 'tool_calls'),
  )

export function failsWith(status: number, error: object) {
  return ({ response }: SeenRequest) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error }))
  }
}
