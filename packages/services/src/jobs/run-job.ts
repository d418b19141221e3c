import type { Job, JobContext } from './job.ts'
import { finishJob, JOB_HEARTBEAT_MS, renewJob, takeJob } from './job-lease.ts'

/**
 * Runs a job once, unless another server is at it. Its lease is renewed while it runs; when it is lost, or `stop` is aborted, the job is
 * told to end. A failure is logged and noted, and the next run tries again. Returns whether it ran here.
 */
export async function runJob({ ctx, job, stop }: { ctx: JobContext; job: Job; stop: AbortSignal }): Promise<boolean> {
  const startedAt = ctx.now()
  if (stop.aborted || !(await takeJob(job, ctx.serverId, startedAt))) return false
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    renewJob(job.name, ctx.serverId, startedAt, ctx.now()).then(
      (isHeld) => isHeld || lost.abort(),
      (err: unknown) => ctx.log.warn({ err, job: job.name }, 'A job could not renew its lease'),
    )
  }, JOB_HEARTBEAT_MS)
  const signal = AbortSignal.any([stop, lost.signal])
  const finish = (outcome: Parameters<typeof finishJob>[3]) => finishJob(job.name, ctx.serverId, startedAt, outcome)
  try {
    const counts = await job.run({ ctx, signal })
    await finish(
      signal.aborted ? { outcome: 'stopped', at: ctx.now() } : { outcome: 'succeeded', counts, at: ctx.now() },
    )
  } catch (err) {
    ctx.log.error({ err, job: job.name }, 'A job failed; its next run tries again')
    await finish({ outcome: 'failed', error: err instanceof Error ? err.name : 'Unknown', at: ctx.now() })
  } finally {
    clearInterval(heartbeat)
  }
  return true
}
