import { setTimeout as wait } from 'node:timers/promises'
import type { JobCounts } from '../jobs/job.ts'
import type { RunContext } from '../runs/agent-run-request.ts'
import { releaseDeadRuns } from '../runs/release-dead-runs.ts'
import { runTicket } from './run-ticket.ts'
import { failAbandoned, takeTicket } from './ticket-lease.ts'

const AT_ONCE = 4
/** How often it looks for new ones while some are running. */
const LOOK_EVERY_MS = 1000

/** The tickets job: runs what waits until nothing does, a few at once. */
export async function runNextTickets({ ctx, signal }: { ctx: RunContext; signal: AbortSignal }): Promise<JobCounts> {
  const counts: JobCounts = {}
  const count = (name: string, more: number) => {
    if (more > 0) counts[name] = (counts[name] ?? 0) + more
  }
  count('releasedRuns', await releaseDeadRuns(ctx.now(), signal))
  count('abandoned', await failAbandoned(ctx.now()))
  const running = new Set<Promise<void>>()
  do {
    while (running.size < AT_ONCE && !signal.aborted) {
      const ticket = await takeTicket(ctx.now())
      if (!ticket) break
      const run: Promise<void> = runTicket(ctx, ticket, signal)
        .then((outcome) => count(outcome, 1))
        .finally(() => running.delete(run))
      running.add(run)
    }
    const looking = new AbortController()
    const nextLook = wait(LOOK_EVERY_MS, undefined, { signal: looking.signal }).catch(() => {})
    if (running.size > 0) await Promise.race([...running, nextLook])
    looking.abort()
  } while (running.size > 0)
  return counts
}
