import { MongoBackend } from '@agendajs/mongo-backend'
import { databaseHandle } from '@parley/db'
import { type Job, type JobContext, runJob } from '@parley/services'
import { Agenda } from 'agenda'

/** How often Agenda looks for jobs that are due; those due before its next look are started on time. */
const LOOK_EVERY_MS = 30_000

/** Agenda's own lock on a job: it only wakes, so it holds no longer than that takes. */
const WAKE_LOCK_MS = 10_000

export interface RunningJobs {
  /** Resolves once Agenda knows the jobs. */
  ready: Promise<void>
  /** Tells running jobs to end and waits for them. */
  stop(): Promise<void>
}

/**
 * Wakes each job when it is due, on one of the servers of the database. Agenda only decides when; that a job runs once at a time is its
 * own lease's matter (runJob). Needs a connected database; does not hold up the caller.
 */
export function startJobs({ ctx, jobs }: { ctx: JobContext; jobs: readonly Job[] }): RunningJobs {
  const stopping = new AbortController()
  const running = new Set<Promise<unknown>>()
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: databaseHandle().db, collection: 'agendajobs' }),
    name: ctx.serverId,
    processEvery: LOOK_EVERY_MS,
    defaultLockLifetime: WAKE_LOCK_MS,
  })
  agenda.on('error', (err: Error) => {
    if (!stopping.signal.aborted) ctx.log.error({ err }, 'Jobs could not be looked for; the next look tries again')
  })
  const wake = (job: Job) => {
    const run = runJob({ ctx, job, stop: stopping.signal })
      .catch((err: unknown) => ctx.log.error({ err, job: job.name }, 'A job could not be begun or noted'))
      .finally(() => running.delete(run))
    running.add(run)
  }
  const begin = async () => {
    for (const job of jobs) {
      agenda.define(job.name, async () => wake(job))
      await agenda.every(job.everyMs, job.name)
    }
    await agenda.cancel({ notNames: jobs.map(({ name }) => name) })
    if (!stopping.signal.aborted) await agenda.start()
  }
  const ready = begin().catch((err: unknown) => ctx.log.error({ err }, 'The jobs could not be started'))
  return {
    ready,
    async stop() {
      stopping.abort()
      await ready
      await agenda.drain({ timeout: WAKE_LOCK_MS, closeConnection: false })
      await Promise.all(running)
    },
  }
}
