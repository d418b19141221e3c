import { availableParallelism } from 'node:os'
import type { DocumentStream } from '../commands/cursors.ts'
import type { ReadJob, WorkerSetup } from './messages.ts'
import { ReadThread } from './read-thread.ts'
import { RemoteStream } from './remote-stream.ts'

/** The thread that serves clients wants a core of its own. */
const MOST_THREADS = Math.max(1, Math.min(2, availableParallelism() - 1))

/** Threads that read for heavy queries. They start when first needed and leave when there was nothing to do for a while. */
export class WorkerPool {
  readonly #setup: WorkerSetup
  readonly #threads = new Set<ReadThread>()
  #lastId = 0

  constructor(setup: WorkerSetup) {
    this.#setup = setup
  }

  open(job: ReadJob): DocumentStream {
    return new RemoteStream(this.#choose(), ++this.#lastId, job)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.leave()))
  }

  #choose(): ReadThread {
    const [least] = [...this.#threads].sort((a, b) => a.load - b.load)
    if (least && (least.load === 0 || this.#threads.size >= MOST_THREADS)) return least
    const started = new ReadThread(this.#setup, () => this.#threads.delete(started))
    this.#threads.add(started)
    return started
  }
}
