import { Worker } from 'node:worker_threads'
import type { WorkerSetup } from './messages.ts'

/** Beyond this the worker ends, with an error for the queries it runs, and the database goes on. */
const HEAP_MB = 1024

/** Starts `read-worker`: beside the bundle, or from source. */
export function spawnWorker(setup: WorkerSetup): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  return new Worker(new URL(isSource ? './read-worker.source.mjs' : './read-worker.js', import.meta.url), {
    workerData: setup,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
}
