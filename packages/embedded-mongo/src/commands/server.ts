import type { Users } from '../auth/users.ts'
import type { Logger } from '../logger.ts'
import type { Operations } from '../operations/operations.ts'
import type { Memory } from '../spill/index.ts'
import type { Clock } from '../store/clock.ts'
import type { Store } from '../store/store.ts'
import type { OpenTransactions } from '../transactions/rivals.ts'
import type { Sessions } from '../transactions/sessions.ts'
import type { WorkerPool } from '../workers/worker-pool.ts'
import type { Cursors } from './cursors.ts'
import type { FailPoints } from './fail-points.ts'
import type { Snapshots } from './snapshots.ts'

/** Since the start. */
export interface Counters {
  commands: number
  connections: number
  totalConnections: number
  bytesIn: number
  bytesOut: number
  slowOperations: number
  /** By what serverStatus calls them. */
  readonly operations: {
    insert: number
    query: number
    update: number
    delete: number
    getmore: number
    command: number
  }
}

export interface Parameters {
  ttlMonitorSleepSecs: number
  transactionLifetimeLimitSeconds: number
  /** An operation that takes longer is logged. */
  slowMs: number
}

/** What commands share. */
export interface Server {
  readonly dataDir: string
  readonly store: Store
  readonly transactions: OpenTransactions
  readonly sessions: Sessions
  readonly cursors: Cursors
  readonly snapshots: Snapshots
  readonly clock: Clock
  readonly logger: Logger
  /** What a sort or a stage may hold, and where the rest goes. */
  readonly memory: Memory
  /** Threads for heavy reads. */
  readonly workers: WorkerPool
  /** Only with test commands. */
  readonly failPoints: FailPoints | undefined
  readonly users: Users
  /** Commands need somebody who has signed in and may run them. */
  readonly isSignInRequired: boolean
  /** host:port as clients reach it. */
  readonly address: () => string
  readonly startedAt: Date
  readonly counters: Counters
  readonly operations: Operations
  /** Starts the removal of dropped data. */
  readonly collectGarbage: () => void
  readonly parameters: Parameters
}
