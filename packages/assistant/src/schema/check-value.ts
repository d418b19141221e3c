import { Worker } from 'node:worker_threads'
import type { FromSchemaThread, SchemaJob, SchemaVerdict } from './schema-messages.ts'

/** How long one value may be looked at. */
const LIMIT_MS = 1_000
const HEAP_MB = 64

let thread: Worker | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Holds a value, as JSON, to a JSON Schema that somebody else wrote. A pattern may go back and forth without end and a `$ref` lead in a circle, so
 * it is done in a thread, one at a time; the one that takes too long ends with it. Never throws.
 */
export function checkValue(schema: Readonly<Record<string, unknown>>, value: unknown): Promise<SchemaVerdict> {
  const job = { schema: JSON.stringify(schema), value: JSON.stringify(value ?? null) }
  const verdict = last.then(() => ask(job))
  last = verdict
  return verdict
}

function ask(job: SchemaJob): Promise<SchemaVerdict> {
  thread ??= spawn()
  const worker = thread
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const end = (verdict: SchemaVerdict) => {
      clearTimeout(timer)
      worker.off('message', hear)
      worker.off('exit', lose)
      worker.unref()
      resolve(verdict)
    }
    const lose = () => {
      if (thread === worker) thread = undefined
      void worker.terminate()
      end({ type: 'unusable', message: 'It takes too long, or too much memory, to check.' })
    }
    const hear = (message: FromSchemaThread) => {
      if (message.type === 'begun') timer = setTimeout(lose, LIMIT_MS)
      else end(message)
    }
    worker.on('message', hear)
    worker.once('exit', lose)
    worker.ref()
    worker.postMessage(job)
  })
}

/** With no environment and no arguments: beside the bundle, or from source. It keeps no process alive that has nothing else to do. */
function spawn(): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  const made = new Worker(new URL(isSource ? './schema-thread.source.mjs' : './schema-thread.js', import.meta.url), {
    argv: [],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  made.on('error', () => undefined) // its exit follows
  made.once('exit', () => {
    if (thread === made) thread = undefined
  })
  return made
}
