import { randomUUID } from 'node:crypto'
import { createModelClient, createTurnRunner, type TurnRunner, type TurnStore } from '@parley/assistant'
import { type SandboxModelOptions, startSandboxModel } from '@parley/sandbox'
import {
  type Actor,
  createAssistantReads,
  createTurnStore,
  createUserEvents,
  type MemberContext,
  type UserEvents,
} from '@parley/services'
import { createTestLog, type LogEntry } from './test-log.ts'

export interface TestWorld {
  /** The context of a verb, as the server would give it to this actor. */
  contextOf(actor: Actor, overrides?: Partial<MemberContext>): MemberContext
  turns: TurnRunner
  store: TurnStore
  events: UserEvents
  serverId: string
  logged: LogEntry[]
  close(): Promise<void>
}

export interface TestWorldOptions {
  /** One of the sandbox's models. */
  model?: string
  /** As fast as it can by default. */
  pace?: Pick<SandboxModelOptions, 'firstTokenDelayMs' | 'charactersPerSecond'>
  now?: () => Date
}

/** One server process without HTTP: the real turn runner over the real store, talking to the real sandbox model server. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { model = 'sandbox-marketing', pace = { firstTokenDelayMs: 0, charactersPerSecond: 0 } } = options
  const now = options.now ?? (() => new Date())
  const sandbox = await startSandboxModel(pace)
  const serverId = randomUUID()
  const log = createTestLog()
  const events = createUserEvents(serverId)
  const settings = { defaultModel: model, isSandboxModel: true }
  const store = createTurnStore({ now, events, log, settings })
  const turns = createTurnRunner({
    store,
    reads: createAssistantReads(),
    model: (llm) => createModelClient({ baseUrl: `${sandbox.url}/v1`, model: llm.model }),
    log,
    now,
  })
  return {
    turns,
    store,
    events,
    serverId,
    logged: log.entries,
    contextOf: (actor, overrides) => ({
      requestId: randomUUID(),
      now,
      serverId,
      turns,
      events,
      log,
      settings,
      actor,
      refreshActor: async () => actor,
      idempotencyKey: null,
      ...overrides,
    }),
    async close() {
      await turns.close()
      await sandbox.close()
    },
  }
}
