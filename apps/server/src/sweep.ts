import type { Logger } from './log.ts'

const SWEEP_EVERY_MS = 5000

/** Runs `work` at once and then every 5 s, never twice at a time, until stopped. A failure is logged and tried again. */
export function sweepRegularly(work: () => Promise<unknown>, log: Logger): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let running = Promise.resolve()
  const sweep = async () => {
    try {
      await work()
    } catch (error) {
      log.error({ err: error }, 'The sweep of expired turns failed')
    }
    if (!isStopped) timer = setTimeout(next, SWEEP_EVERY_MS)
  }
  const next = () => {
    running = sweep()
  }
  next()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      return running
    },
  }
}
