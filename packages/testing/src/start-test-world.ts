import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createKeyedModelClient,
  createModelClient,
  createTurnRunner,
  type LlmSettings,
  type TurnRunner,
  type TurnStore,
} from '@parley/assistant'
import { type Connectors, createConnectors, sandboxSetup } from '@parley/connectors'
import { createKeyRing, generateMasterKeyEntry, type KeyRing, parseMasterKeys } from '@parley/db'
import { type SandboxModelOptions, startSandboxModel } from '@parley/sandbox'
import type { SandboxPlatforms } from '@parley/sandbox/platforms'
import {
  type Actor,
  createAssistantReads,
  createConnectionStore,
  createErasureLog,
  createTurnStore,
  createUserEvents,
  type ErasureLog,
  type MemberContext,
  openApiKey,
  type UserEvents,
} from '@parley/services'
import { createTestLog, type LogEntry } from './test-log.ts'

export interface TestWorld {
  /** The context of a verb, as the server would give it to this actor. */
  contextOf(actor: Actor, overrides?: Partial<MemberContext>): MemberContext
  turns: TurnRunner
  modelFor: MemberContext['modelFor']
  store: TurnStore
  events: UserEvents
  serverId: string
  connectors: Connectors
  keys: KeyRing
  /** In a folder of its own, which goes with the world. */
  erasures: ErasureLog
  logged: LogEntry[]
  /** Of the sandbox model server that answers here. */
  modelUrl: string
  close(): Promise<void>
}

export interface TestWorldOptions {
  /** One of the sandbox's models. */
  model?: string
  /** As fast as it can by default. */
  pace?: Pick<SandboxModelOptions, 'firstTokenDelayMs' | 'charactersPerSecond'>
  now?: () => Date
  /** With these, Google Analytics can be connected; without, it is not set up. */
  platforms?: SandboxPlatforms
  /** Where consents come back to; REDIRECT_URI by default. */
  redirectUri?: string
  /** To go on with what another world encrypted. */
  keys?: KeyRing
  /** What connectors talk through, to count or to break. */
  fetch?: typeof fetch
}

/** Where the sandbox's provider answers to in tests that have no server. */
export const REDIRECT_URI = 'http://127.0.0.1:3000/oauth/google_analytics/callback'

/** One server process without HTTP: the real turn runner over the real store, talking to the real sandbox model server. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { model = 'sandbox-marketing', pace = { firstTokenDelayMs: 0, charactersPerSecond: 0 } } = options
  const now = options.now ?? (() => new Date())
  const sandbox = await startSandboxModel(pace)
  const serverId = randomUUID()
  const log = createTestLog()
  const events = createUserEvents(serverId)
  const keys = options.keys ?? createKeyRing(parseMasterKeys(generateMasterKeyEntry('test')))
  const connectors = createConnectors({
    setups: options.platforms
      ? { google_analytics: sandboxSetup(options.platforms.google, options.redirectUri ?? REDIRECT_URI) }
      : {},
    store: createConnectionStore({ keys, events }),
    now,
    ...(options.fetch && { fetch: options.fetch }),
  })
  const folder = await mkdtemp(join(tmpdir(), 'parley-world-'))
  const erasures = createErasureLog(join(folder, 'erasures.log'))
  const settings = { defaultModel: model, isSandboxModel: true, arePrivateToolsAllowed: true }
  const modelFor = ({ model, key }: LlmSettings) =>
    key
      ? createKeyedModelClient({ model, open: () => openApiKey(keys, key), isPublicOnly: false })
      : createModelClient({ baseUrl: `${sandbox.url}/v1`, model })
  const store = createTurnStore({ now, events, log, settings })
  const turns = createTurnRunner({
    store,
    reads: createAssistantReads({ connectors, now, log, keys }),
    model: modelFor,
    arePrivateToolsAllowed: true,
    log,
    now,
  })
  return {
    turns,
    modelFor,
    store,
    events,
    serverId,
    connectors,
    keys,
    erasures,
    logged: log.entries,
    modelUrl: sandbox.url,
    contextOf: (actor, overrides) => ({
      requestId: randomUUID(),
      now,
      serverId,
      turns,
      modelFor,
      events,
      connectors,
      keys,
      erasures,
      log,
      settings,
      actor,
      refreshActor: async () => actor,
      // A world has no sessions: the next context says where its actor acts.
      activateOrganization: async () => undefined,
      idempotencyKey: null,
      ...overrides,
    }),
    async close() {
      await turns.close()
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
