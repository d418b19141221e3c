import { generateMasterKeyEntry } from '@parley/db'
import { claimDirectory } from '@parley/embedded-mongo/ownership'
import { type Env, readEnv } from './env.ts'
import { type Listener, listen } from './listen.ts'
import { createLog, type Logger } from './log.ts'
import { readOrCreateSecret } from './secrets.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { startupMessage } from './startup-message.ts'

/** A stop that takes longer than this is ended by force. */
const STOP_TIMEOUT_MS = 10_000

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

function envOrExit(): Env {
  const read = readEnv(process.env)
  if ('env' in read) return read.env
  return fail(`Parley cannot start:\n${read.problems.map((problem) => `  - ${problem}`).join('\n')}`)
}

/** The directory is ours, or another Parley on it is named and this start ends well. */
async function ownDataDirectory(env: Env, ownUrl: () => string): Promise<() => Promise<void>> {
  if (env.mongodbUri !== undefined) return async () => {}
  const claim = await claimDirectory(env.dataDir, { describe: () => ({ pid: process.pid, url: ownUrl() }) })
  if (claim.isOwner) return claim.release
  say(`Parley already runs on ${env.dataDir}: ${claim.owner.url || 'it is just starting'}`)
  return process.exit(0)
}

async function listenOrExit(env: Env): Promise<Listener> {
  try {
    return await listen(env)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      return fail(`Port ${env.port} on ${env.host} is taken. Stop what uses it, or set PORT to another one.`)
    if (code === 'EACCES') return fail(`Port ${env.port} may not be used by this user. Set PORT to 1024 or above.`)
    if (code === 'EADDRNOTAVAIL') return fail(`HOST ${env.host} is not an address of this machine.`)
    throw error
  }
}

async function authSecretOf(env: Env): Promise<{ secret: string; isNew: boolean }> {
  if (env.authSecret !== undefined) return { secret: env.authSecret, isNew: false }
  return readOrCreateSecret(env.dataDir, 'auth-secret')
}

async function encryptionKeysOf(env: Env): Promise<{ secret: string; isNew: boolean }> {
  if (env.encryptionKeys !== undefined) return { secret: env.encryptionKeys, isNew: false }
  return readOrCreateSecret(env.dataDir, 'encryption-keys', () => generateMasterKeyEntry('k1'))
}

function passwordIn(uri: string | undefined): string[] {
  const password = /^[^/]+\/\/[^:@/]*:([^@]*)@/.exec(uri ?? '')?.[1]
  return password ? [password, decodeURIComponent(password)] : []
}

function stopOnSignals(server: RunningServer, release: () => Promise<void>, log: Logger): void {
  let isStopping = false
  const stop = async (exitCode: number) => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    try {
      await server.stop()
      await release()
    } catch (error) {
      log.error({ err: error }, 'The server could not be stopped cleanly')
      process.exit(1)
    }
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'Uncaught exception; the server stops')
    void stop(1)
  })
  void server.failed.then((reason) => {
    process.stderr.write(`${reason}. Parley stops; what was acknowledged is kept. Start it again.\n`)
    void stop(1)
  })
}

const env = envOrExit()
let url = ''
const release = await ownDataDirectory(env, () => url)
const listener = await listenOrExit(env)
url = listener.url
const { secret, isNew } = await authSecretOf(env)
const keys = await encryptionKeysOf(env)
const log = createLog({
  level: env.logLevel,
  secrets: [
    secret,
    ...keys.secret.split(/[,\n]/).map((entry) => entry.trim()),
    ...(env.model?.apiKey === undefined ? [] : [env.model.apiKey]),
    ...(env.google ? [env.google.clientSecret] : []),
    ...(env.stripe ? [env.stripe.webhookSecret] : []),
    ...passwordIn(env.mongodbUri),
  ],
})
process.on('unhandledRejection', (error) => log.error({ err: error }, 'Unhandled rejection'))
try {
  const server = await startServer({ env, authSecret: secret, encryptionKeys: keys.secret, listener, log })
  stopOnSignals(server, release, log)
  say(
    startupMessage({
      env,
      url,
      startedInMs: performance.now(),
      modelName: server.modelName,
      isSandboxModel: server.isSandboxModel,
      platforms: server.platforms,
      isSecretNew: isNew || keys.isNew,
    }),
  )
} catch (error) {
  log.error({ err: error }, 'Start failed')
  fail(`Parley cannot start: ${error instanceof Error ? error.message : 'unknown error'}`)
}
