import { markAborted } from './commands/execute.ts'
import { expireDocuments } from './commands/expire-documents.ts'
import type { Server } from './commands/server.ts'
import { closeSessions } from './commands/session-commands.ts'
import type { Logger } from './logger.ts'
import { collectGarbage } from './store/garbage.ts'
import { staleRecords } from './transactions/retry-records.ts'
import { SESSION_TIMEOUT_MS } from './transactions/sessions.ts'

export interface Housekeeping {
  collectGarbage(): void
  stop(): Promise<void>
}

const TICK_MS = 1000
const RECORDS_EVERY_MS = 10 * 60_000

/** What goes on beside commands: expired documents, idle cursors, sessions and transactions, and what drops left behind. */
export function startHousekeeping(server: () => Server, logger: Logger): Housekeeping {
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let lastExpiry = Date.now()
  let lastRecords = Date.now()
  const next = (job: () => Promise<void>) => {
    running = running.then(job).catch((error: unknown) => {
      if (!isStopped) logger.error(error instanceof Error ? error : new Error(String(error)))
    })
  }
  const timer = setInterval(() => {
    const now = Date.now()
    const current = server()
    expireIdle(current, now)
    if (now - lastExpiry >= current.parameters.ttlMonitorSleepSecs * 1000) {
      lastExpiry = now
      next(() => expireDocuments(current, () => isStopped))
    }
    next(() => pruneLog(current, () => isStopped))
    if (now - lastRecords >= RECORDS_EVERY_MS) {
      lastRecords = now
      next(() => expireRecords(current))
    }
  }, TICK_MS)
  timer.unref()
  return {
    collectGarbage: () => next(() => collectGarbage(server().store, () => isStopped)),
    async stop() {
      isStopped = true
      clearInterval(timer)
      await running
    },
  }
}

function expireIdle(server: Server, now: number): void {
  server.cursors.expire(now)
  server.snapshots.expire(now)
  closeSessions(server, server.sessions.expire(now))
  const limit = server.parameters.transactionLifetimeLimitSeconds * 1000
  for (const session of server.sessions.all()) {
    const transaction = session.current?.transaction
    if (!transaction?.isOpen || now - transaction.startedAt < limit) continue
    transaction.abort()
    markAborted(server, session, transaction)
  }
}

/** Forgets, in small commits, what the commit log need not keep. */
async function pruneLog({ store }: Server, isStopped: () => boolean): Promise<void> {
  for (
    let batch = isStopped() ? undefined : store.pruneLog();
    batch;
    batch = isStopped() ? undefined : store.pruneLog()
  )
    await batch.done
}

/** Retry records outlive their sessions by at most one timeout. */
async function expireRecords({ store }: Server): Promise<void> {
  const keys = staleRecords(store.writersView, new Date(Date.now() - 2 * SESSION_TIMEOUT_MS))
  if (keys.length === 0) return
  const { batch } = store.apply((statement) => {
    for (const key of keys) statement.remove(key)
  })
  await batch?.done
}
