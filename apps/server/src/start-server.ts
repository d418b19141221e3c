import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createTurnRunner } from '@parley/assistant'
import { createAuth } from '@parley/auth'
import { createConnectors } from '@parley/connectors'
import {
  checkStoredKeys,
  connectDatabase,
  createKeyRing,
  disconnectDatabase,
  ensureBuiltInProviders,
  parseMasterKeys,
} from '@parley/db'
import {
  createAssistantReads,
  createConnectionStore,
  createErasureLog,
  createTurnStore,
  createUserEvents,
  ensureSystemTools,
  openApiKey,
  replayErasures,
  seedData,
  sweepExpiredTurns,
} from '@parley/services'
import { startDatabaseServer } from './database-server.ts'
import { demoStarter } from './demo-starter.ts'
import { type Env, isLoopback } from './env.ts'
import { createApp } from './http/create-app.ts'
import { ownOrigin } from './http/origin.ts'
import { JOBS } from './jobs/jobs.ts'
import { startJobs } from './jobs/start-jobs.ts'
import type { Listener } from './listen.ts'
import type { Logger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { findModelServer, withOwnKeys } from './model-server.ts'
import { prepareDatabase } from './prepare-database.ts'
import { WEB_FOLDER } from './processes/module-path.ts'
import { createReadiness } from './readiness.ts'
import { platformSetups, startSandboxServer } from './sandbox-server.ts'
import { sweepRegularly } from './sweep.ts'

/** How long running answers to browsers may take to end after a stop was asked for. */
const DRAIN_MS = 1000

export interface RunningServer {
  modelName: string
  isSandboxModel: boolean
  platforms: 'sandbox' | 'real' | 'none'
  /** Resolves with the reason when the server can no longer serve. */
  failed: Promise<string>
  /** Keeps what running turns have, then ends connections, database and children. */
  stop(): Promise<void>
}

/** Starts everything behind an address already taken, then serves there. */
export async function startServer(options: {
  env: Env
  authSecret: string
  /** `id:base64` pairs, oldest first. */
  encryptionKeys: string
  listener: Listener
  log: Logger
}): Promise<RunningServer> {
  const { env, authSecret, encryptionKeys, listener, log } = options
  const keys = createKeyRing(parseMasterKeys(encryptionKeys))
  const publicUrl = env.publicUrl ?? listener.url
  const step = (name: string) => log.debug({ ms: Math.round(performance.now()) }, `Start: ${name}`)
  step('loaded')
  const [database, sandbox] = await Promise.all([
    startDatabaseServer(env, log),
    startSandboxServer(env, publicUrl, log),
  ])
  const model = findModelServer(env, sandbox)
  const modelFor = withOwnKeys(model, {
    open: (key) => openApiKey(keys, key),
    isPublicOnly: !isLoopback(env.host) || env.publicUrl !== undefined,
  })
  step('children are ready')
  await connectDatabase(
    database.uri,
    database.databaseName === undefined ? {} : { databaseName: database.databaseName },
  )
  step('connected')
  await prepareDatabase(env, log)
  await ensureBuiltInProviders()
  await ensureSystemTools()
  step('records and indexes are right')
  await checkStoredKeys(keys)
  step('keys are right')

  const now = () => new Date()
  const { arePrivateToolsAllowed } = env
  const settings = { defaultModel: model.defaultModel, isSandboxModel: model.isSandbox, arePrivateToolsAllowed }
  const serverId = randomUUID()
  const events = createUserEvents(serverId)
  const setups = platformSetups(env, publicUrl, sandbox)
  const connectors = createConnectors({ setups, store: createConnectionStore({ keys, events }), now })
  const metrics = createMetrics()
  const turns = createTurnRunner({
    store: createTurnStore({ now, events, log, settings }),
    reads: createAssistantReads({ connectors, now, log, keys }),
    model: modelFor,
    arePrivateToolsAllowed,
    events: { onEnded: (_ref, message) => metrics.countAnswer(message) },
    log,
    now,
  })
  const origin = { publicUrl: env.publicUrl, host: env.host }
  const auth = await createAuth({
    secret: authSecret,
    baseUrl: publicUrl,
    trustedOrigin: (request) => ownOrigin(request.headers, origin),
    log,
    now,
  })
  step('sign-in is ready')
  const erasures = createErasureLog(join(env.dataDir, 'erasures.log'))
  const verb = { now, serverId, turns, modelFor, events, settings, connectors, keys, erasures }
  await replayErasures({ ctx: { ...verb, log } })
  const app = createApp({
    auth,
    verb,
    startDemo: demoStarter(auth, {
      isAllowed: env.isSandboxAllowed,
      fill: (organizationId) => seedData({ organizationId, now: now() }),
      log,
    }),
    log,
    origin,
    isProxyTrusted: env.isProxyTrusted,
    frameAncestors: env.frameAncestors,
    webFolder: WEB_FOLDER,
    sandboxUrl: sandbox?.platforms?.url,
    stripe: env.stripe,
    findProblems: createReadiness(now),
    metrics,
    metricsToken: env.metricsToken,
  })
  const sweep = sweepRegularly(() => sweepExpiredTurns({ ...verb, log }), log)
  listener.serve(getRequestListener(app.fetch))
  const jobs = startJobs({ ctx: { ...verb, log }, jobs: JOBS })
  return {
    modelName: model.defaultModel,
    isSandboxModel: model.isSandbox,
    platforms: env.google ? 'real' : sandbox?.platforms ? 'sandbox' : 'none',
    failed: database.died,
    async stop() {
      const closed = listener.close(DRAIN_MS)
      await Promise.all([sweep.stop(), jobs.stop()])
      await turns.close()
      await closed
      await disconnectDatabase()
      await Promise.all([database.stop(), sandbox?.stop()])
    },
  }
}
