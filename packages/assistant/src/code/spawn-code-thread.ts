import { Worker } from 'node:worker_threads'
import type { CodeJob } from './code-messages.ts'

/** For the thread's own JavaScript; the interpreter's memory is WebAssembly's and has its own limit. */
const HEAP_MB = 128

/** Starts `code-thread`, with no environment and no arguments: beside the bundle, or from source. */
export function spawnCodeThread(job: CodeJob): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  return new Worker(new URL(isSource ? './code-thread.source.mjs' : './code-thread.js', import.meta.url), {
    workerData: job,
    argv: [],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
}
