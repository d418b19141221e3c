import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import { Users } from './auth/users.ts'
import { Cursors } from './commands/cursors.ts'
import { FailPoints } from './commands/fail-points.ts'
import type { Server } from './commands/server.ts'
import { Snapshots } from './commands/snapshots.ts'
import { MongoServerFailure } from './errors.ts'
import { startHousekeeping } from './housekeeping.ts'
import { type Logger, SILENT } from './logger.ts'
import { newCounters } from './operations/counters.ts'
import { Operations } from './operations/operations.ts'
import { claimDirectory } from './ownership/claim-directory.ts'
import { directoryError } from './ownership/directory-error.ts'
import { DEFAULT_MEMORY, SpillSpace } from './spill/index.ts'
import { abandonBuilds } from './store/definitions.ts'
import { openEnvironment } from './store/environment.ts'
import { Store } from './store/store.ts'
import { OpenTransactions } from './transactions/rivals.ts'
import { Sessions } from './transactions/sessions.ts'
import { listen } from './wire/listen.ts'
import { WorkerPool } from './workers/worker-pool.ts'

export { backupDirectory } from './backup/backup.ts'
export { compactDirectory } from './backup/compact.ts'
export { BackupError } from './backup/files.ts'
export { restoreBackup } from './backup/restore.ts'
export type { Logger } from './logger.ts'
export { type Claim, type ClaimOptions, claimDirectory, type OwnerAnswer } from './ownership/claim-directory.ts'
export { DirectoryError } from './ownership/directory-error.ts'

export interface EmbeddedMongoOptions {
  /** Made if missing. One process holds it at a time. */
  dataDir: string
  /** 0, the default: any free port. */
  port?: number
  /** 127.0.0.1 unless told. Beyond loopback only where sign-in is required. */
  host?: string
  /**
   * Whether commands need a signed-in user. Not on loopback unless told; always beyond it, where it takes a user who is
   * there already, or `true`. While there is no user, the first may be made from this machine.
   */
  auth?: boolean
  /** Enables configureFailPoint. */
  testCommands?: boolean
  logger?: Logger
  /** How much a sort or a stage of a query may hold, in bytes; 100 MB unless told. The rest goes to disk. */
  memoryLimitBytes?: number
  /** An operation that takes longer, in milliseconds, is logged without its values. 100 unless told. */
  slowMs?: number
  /** True once whoever started this process is gone, so that a successor waits instead of giving up. */
  isLeaving?: () => boolean
}

export interface EmbeddedMongo {
  /** mongodb://…, for any MongoDB driver. */
  readonly uri: string
  readonly port: number
  /** Answers what is running, makes it durable, and lets the directory go. */
  close(): Promise<void>
}

/** Another process holds the data directory. */
export class DirectoryInUseError extends Error {}

const LOOPBACK = '127.0.0.1'

/** Others could reach the database and nobody would have to sign in. */
export class OpenListenerError extends Error {
  constructor(host: string) {
    super(
      `The database listens on this machine only, not on ${host}, while nobody has to sign in: make a user first (--auth on ${LOOPBACK}), or start with --auth and make one from this machine.`,
    )
  }
}

/** Opens a data directory and serves it over MongoDB's wire protocol. */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, host = LOOPBACK, logger = SILENT, isLeaving = () => false } = options
  const isLocal = isLoopback(host)
  if (!isLocal && options.auth === false) throw new OpenListenerError(host)
  let uri = ''
  const describe = () => ({ pid: process.pid, uri, isLeaving: isLeaving() })
  const claim = await claimDirectory(dataDir, { describe }).catch((error: unknown) => {
    throw directoryError(dataDir, error)
  })
  if (!claim.isOwner)
    throw new DirectoryInUseError(
      `The data directory ${dataDir} is in use by process ${claim.owner.pid ?? '?'}${claim.owner.uri ? `, which serves ${claim.owner.uri}` : ''}.`,
    )
  try {
    const server = openServer(options, () => uri, logger)
    await server.memory.spill?.clear()
    if (!isLocal && !options.auth && server.users.isEmpty) {
      await server.workers.close()
      await server.store.close()
      throw new OpenListenerError(host)
    }
    const housekeeping = startHousekeeping(() => server, logger)
    const listener = await listen(
      { ...server, collectGarbage: () => housekeeping.collectGarbage() },
      { host, port: options.port ?? 0, logger },
    )
    uri = `mongodb://${host.includes(':') ? `[${host}]` : host}:${listener.port}/?directConnection=true`
    housekeeping.collectGarbage()
    return {
      uri,
      port: listener.port,
      async close() {
        for (const session of server.sessions.all()) session.current?.transaction?.abort()
        server.operations.stopAll(new MongoServerFailure('InterruptedAtShutdown', 'interrupted at shutdown'))
        await listener.close()
        await housekeeping.stop()
        server.cursors.removeWhere(() => true)
        server.snapshots.close()
        await server.workers.close()
        await server.store.close()
        await claim.release()
      },
    }
  } catch (error) {
    await claim.release()
    throw error
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

function openStore(dataDir: string): Store {
  try {
    return new Store(openEnvironment(dataDir))
  } catch (error) {
    throw directoryError(dataDir, error)
  }
}

function openServer(options: EmbeddedMongoOptions, uri: () => string, logger: Logger): Server {
  const { dataDir, host = LOOPBACK, auth, testCommands } = options
  const { memoryLimitBytes = DEFAULT_MEMORY.limitBytes } = options
  const spillDirectory = join(dataDir, 'spill')
  const store = openStore(dataDir)
  abandonBuilds(store)
  const sessions = new Sessions()
  const { clock } = store
  store.onFailedCommit(() => sessions.forgetRecords())
  return {
    dataDir,
    logger,
    memory: { limitBytes: memoryLimitBytes, spill: new SpillSpace(spillDirectory) },
    workers: new WorkerPool({ directory: dataDir, spillDirectory, memoryLimitBytes }),
    store,
    transactions: new OpenTransactions(store),
    sessions,
    cursors: new Cursors(),
    clock,
    snapshots: new Snapshots(clock, () => store.open()),
    failPoints: testCommands ? new FailPoints() : undefined,
    users: new Users(store),
    isSignInRequired: auth ?? !isLoopback(host),
    address: () => new URL(uri()).host,
    startedAt: new Date(),
    counters: newCounters(),
    operations: new Operations(),
    collectGarbage: () => undefined,
    parameters: { ttlMonitorSleepSecs: 60, transactionLifetimeLimitSeconds: 60, slowMs: options.slowMs ?? 100 },
  }
}
