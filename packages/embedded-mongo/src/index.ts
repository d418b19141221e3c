import { isIPv4 } from 'node:net'
import { Cursors } from './commands/cursors.ts'
import { FailPoints } from './commands/fail-points.ts'
import type { Server } from './commands/server.ts'
import { Snapshots } from './commands/snapshots.ts'
import { MongoServerFailure } from './errors.ts'
import { startHousekeeping } from './housekeeping.ts'
import { type Logger, SILENT } from './logger.ts'
import { claimDirectory } from './ownership/claim-directory.ts'
import { abandonBuilds } from './store/definitions.ts'
import { openEnvironment } from './store/environment.ts'
import { Store } from './store/store.ts'
import { OpenTransactions } from './transactions/rivals.ts'
import { Sessions } from './transactions/sessions.ts'
import { listen } from './wire/listen.ts'

export type { Logger } from './logger.ts'
export { type Claim, type ClaimOptions, claimDirectory, type OwnerAnswer } from './ownership/claim-directory.ts'

export interface EmbeddedMongoOptions {
  /** Made if missing. One process holds it at a time. */
  dataDir: string
  /** 0, the default: any free port. */
  port?: number
  /** 127.0.0.1 unless told. Only a loopback address: there is no authentication, so other hosts must not reach it. */
  host?: string
  /** Enables configureFailPoint. */
  testCommands?: boolean
  logger?: Logger
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

/** Opens a data directory and serves it over MongoDB's wire protocol. */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, host = '127.0.0.1', logger = SILENT, isLeaving = () => false } = options
  if (!isLoopback(host))
    throw new Error(`The database listens on this machine only, not on ${host}: it has no authentication.`)
  let uri = ''
  const claim = await claimDirectory(dataDir, { describe: () => ({ pid: process.pid, uri, isLeaving: isLeaving() }) })
  if (!claim.isOwner)
    throw new DirectoryInUseError(
      `The data directory ${dataDir} is in use by process ${claim.owner.pid ?? '?'}${claim.owner.uri ? `, which serves ${claim.owner.uri}` : ''}.`,
    )
  try {
    const server = openServer(dataDir, options.testCommands === true, () => uri, logger)
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
        for (const pacer of server.running)
          pacer.stop(new MongoServerFailure('InterruptedAtShutdown', 'interrupted at shutdown'))
        await listener.close()
        await housekeeping.stop()
        server.cursors.removeWhere(() => true)
        server.snapshots.close()
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

function openServer(dataDir: string, testCommands: boolean, uri: () => string, logger: Logger): Server {
  const store = new Store(openEnvironment(dataDir))
  abandonBuilds(store)
  const sessions = new Sessions()
  const { clock } = store
  store.onFailedCommit(() => sessions.forgetRecords())
  return {
    logger,
    store,
    transactions: new OpenTransactions(store),
    sessions,
    cursors: new Cursors(),
    clock,
    snapshots: new Snapshots(clock, () => store.open()),
    failPoints: testCommands ? new FailPoints() : undefined,
    address: () => new URL(uri()).host,
    startedAt: new Date(),
    counters: { commands: 0, connections: 0, totalConnections: 0 },
    running: new Set(),
    collectGarbage: () => undefined,
    parameters: { ttlMonitorSleepSecs: 60, transactionLifetimeLimitSeconds: 60 },
  }
}
