import type { Client, Sequences } from '../commands/command.ts'
import { MongoServerFailure } from '../errors.ts'
import { Pacer } from '../plan/index.ts'
import type { Doc } from '../values/index.ts'

/** What an operation has looked at, in index entries and documents. */
export interface Examined {
  keys: number
  docs: number
}

/** A command while it runs. */
export interface Operation {
  readonly id: number
  readonly name: string
  readonly database: string
  readonly body: Doc
  readonly sequences: Sequences
  readonly client: Client
  /** Ends it, and says when it is ended: `pacer.signal` for what runs elsewhere. */
  readonly pacer: Pacer
  readonly startedAt: Date
  /** performance.now() at its start. */
  readonly since: number
  readonly examined: Examined
  /** Documents answered. */
  returned: number
  isKilled: boolean
}

export function addExamined({ examined }: Operation, { keys, docs }: Examined): void {
  examined.keys += keys
  examined.docs += docs
}

/** Commands that only read end when their client is gone; others finish what they began. */
const READS = new Set(['find', 'aggregate', 'getMore', 'count', 'distinct'])

/** The operations that run now. */
export class Operations {
  readonly #running = new Map<number, Operation>()
  #lastId = 0

  begin(
    started: Pick<Operation, 'name' | 'database' | 'body' | 'sequences' | 'client'> & { maxTimeMs: number },
  ): Operation {
    const { name, database, body, sequences, client, maxTimeMs } = started
    const operation: Operation = {
      name,
      database,
      body,
      sequences,
      client,
      id: ++this.#lastId,
      pacer: new Pacer(maxTimeMs),
      startedAt: new Date(),
      since: performance.now(),
      examined: { keys: 0, docs: 0 },
      returned: 0,
      isKilled: false,
    }
    this.#running.set(operation.id, operation)
    return operation
  }

  end(operation: Operation): void {
    this.#running.delete(operation.id)
    operation.pacer.done()
  }

  all(): Operation[] {
    return [...this.#running.values()]
  }

  /** Ends an operation at its next rest; nothing where it is over already. */
  kill(id: number): void {
    const operation = this.#running.get(id)
    if (!operation) return
    operation.isKilled = true
    operation.pacer.stop(new MongoServerFailure('Interrupted', 'operation was interrupted'))
  }

  /** A client has gone: what reads for it, or waits for it, ends. */
  clientLeft(client: Client): void {
    for (const operation of this.#running.values())
      if (operation.client === client && READS.has(operation.name))
        operation.pacer.stop(new MongoServerFailure('ClientDisconnect', 'operation was interrupted'))
  }

  stopAll(failure: MongoServerFailure): void {
    for (const operation of this.#running.values()) operation.pacer.stop(failure)
  }
}
