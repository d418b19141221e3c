import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { ReadContext } from '../commands/command.ts'
import type { DocumentStream } from '../commands/cursors.ts'
import { openRead } from '../commands/open-read.ts'
import { MongoServerFailure } from '../errors.ts'
import { Pacer } from '../plan/index.ts'
import { type Memory, SpillSpace } from '../spill/index.ts'
import { openSharedStore } from '../store/shared-store.ts'
import { decodeDocument } from '../values/index.ts'
import { describeFailure, type FromWorker, type ReadJob, type ToWorker, type WorkerSetup } from './messages.ts'

interface Running {
  readonly stream: DocumentStream
  pacer: Pacer | undefined
}

/** A thread that reads the store beside the one that serves it: whole queries, batch by batch, several at a time. */
function serve(setup: WorkerSetup, post: (message: FromWorker, transfer: ArrayBuffer[]) => void, leave: () => void) {
  const store = openSharedStore(setup.directory)
  const memory: Memory = { limitBytes: setup.memoryLimitBytes, spill: new SpillSpace(setup.spillDirectory) }
  const streams = new Map<number, Running>()
  const working = new Set<Promise<void>>()

  function open({ name, database, body }: ReadJob): DocumentStream {
    const view = store.open()
    const { catalog } = view
    view.release()
    const context: ReadContext = { database, catalog, memory, pacer: new Pacer(), open: () => store.open() }
    return openRead(context, name, decodeDocument(body))
  }

  function close(id: number): void {
    const running = streams.get(id)
    streams.delete(id)
    if (running?.pacer) running.pacer.stop(new MongoServerFailure('Interrupted', 'operation was interrupted'))
    else running?.stream.close()
  }

  async function next(id: number, size: number, job: ReadJob | undefined): Promise<void> {
    let running = streams.get(id)
    try {
      if (!running && job) {
        running = { stream: open(job), pacer: undefined }
        streams.set(id, running)
      }
      if (!running) throw new MongoServerFailure('CursorNotFound', 'the query has ended')
      const { stream } = running
      running.pacer = new Pacer()
      const documents = Buffer.concat(await stream.next(size, running.pacer))
      running.pacer = undefined
      // Closed while it ran and could not be stopped any more.
      if (!streams.has(id)) stream.close()
      if (stream.isDone) streams.delete(id)
      else stream.pause()
      const bytes = new Uint8Array(documents)
      const examined = stream.takeExamined?.() ?? { keys: 0, docs: 0 }
      post({ type: 'batch', stream: id, documents: bytes, isDone: stream.isDone, examined }, [bytes.buffer])
    } catch (error) {
      running?.stream.close()
      streams.delete(id)
      post({ type: 'failed', stream: id, failure: describeFailure(error) }, [])
    }
  }

  return (message: ToWorker): void => {
    switch (message.type) {
      case 'next': {
        const work = next(message.stream, message.size, message.job).finally(() => working.delete(work))
        working.add(work)
        return
      }
      case 'close':
        close(message.stream)
        return
      case 'leave':
        for (const id of [...streams.keys()]) close(id)
        // LMDB must not be closed under somebody who still reads.
        Promise.allSettled(working)
          .then(() => store.close())
          .finally(leave)
    }
  }
}

/** Where there are fewer cores than threads the one that serves goes first. Only Linux gives a thread a priority of its own. */
const PRIORITY = 5
if (process.platform === 'linux') setPriority(PRIORITY)

const port = parentPort
if (port) {
  const setup: WorkerSetup = workerData
  port.on(
    'message',
    serve(
      setup,
      (message, transfer) => port.postMessage(message, transfer),
      () => port.close(),
    ),
  )
}
