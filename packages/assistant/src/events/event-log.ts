import type { FunctionCall, TurnEvent, TurnEventId } from '@parley/contracts'
import type { NumberedTurnEvent } from '../ports.ts'

/** One event, or several text events that were merged into one: `first`–`last` are the seqs it stands for. */
interface Entry {
  first: number
  last: number
  event: TurnEvent
}

export interface Snapshot {
  text: string
  functionCalls: FunctionCall[]
}

/**
 * The events of one attempt, for any number of readers. Each reader goes through the log at its own speed with nothing but a position, so a
 * slow one costs no memory and delays nobody. When the log grows past `maxEntries`, its older half is merged; a reader that stood inside
 * a merged stretch is told to start from a `reset`.
 */
export class EventLog {
  readonly #attempt: number
  readonly #snapshot: () => Snapshot
  readonly #maxEntries: number
  readonly #waiting = new Set<() => void>()
  #entries: Entry[] = []
  #lastSeq = 0
  #isEnded = false

  constructor(attempt: number, snapshot: () => Snapshot, maxEntries = 4096) {
    this.#attempt = attempt
    this.#snapshot = snapshot
    this.#maxEntries = maxEntries
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  /** How many readers wait for the next event. */
  get waitingCount(): number {
    return this.#waiting.size
  }

  append(event: TurnEvent): void {
    if (this.#isEnded) return
    this.#lastSeq += 1
    this.#entries.push({ first: this.#lastSeq, last: this.#lastSeq, event })
    if (this.#entries.length > this.#maxEntries) this.#entries = mergeOlderHalf(this.#entries)
    this.#wake()
  }

  /** No more events come; readers end after the last. */
  end(): void {
    this.#isEnded = true
    this.#wake()
  }

  /** True when the events after `seq` are all here, one by one. */
  #holds(seq: number): boolean {
    if (seq < 0 || seq > this.#lastSeq) return false
    const next = this.#entries[this.#indexAfter(seq)]
    return next === undefined || next.first === seq + 1
  }

  /** Events after `after`, then live. Null when they are gone. `signal` ends it; nothing is held for a reader before it first reads. */
  read(after: TurnEventId | null, signal: AbortSignal): AsyncIterable<NumberedTurnEvent> | null {
    if (after && (after.attempt !== this.#attempt || !this.#holds(after.seq))) return null
    return this.#follow(after?.seq ?? 0, signal)
  }

  async *#follow(start: number, signal: AbortSignal): AsyncGenerator<NumberedTurnEvent> {
    let seq = start
    let wake = () => {}
    const onAbort = () => wake()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      while (!signal.aborted) {
        const next = this.#nextAfter(seq)
        if (next) {
          seq = next.last
          yield { id: { attempt: this.#attempt, seq }, event: next.event }
        } else if (this.#isEnded) {
          return
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
            this.#waiting.add(resolve)
          })
          this.#waiting.delete(wake)
        }
      }
    } finally {
      this.#waiting.delete(wake)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** What a reader that has seen `seq` is sent next: one event, or all text that has come together since. Nobody is made to wait for it. */
  #nextAfter(seq: number): { last: number; event: TurnEvent } | null {
    const index = this.#indexAfter(seq)
    const entry = this.#entries[index]
    if (!entry) return null
    if (entry.first !== seq + 1) return { last: this.#lastSeq, event: { type: 'reset', ...this.#snapshot() } }
    const run = textRunFrom(this.#entries, index)
    return run ?? { last: entry.last, event: entry.event }
  }

  /** Index of the first entry that reaches beyond `seq`. */
  #indexAfter(seq: number): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.last ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }
}

/** The text events from `index` on as one; null when there is at most one. */
function textRunFrom(entries: readonly Entry[], index: number): { last: number; event: TurnEvent } | null {
  let text = ''
  let last = 0
  let count = 0
  for (let entry = entries[index]; entry?.event.type === 'text'; entry = entries[index + count]) {
    text += entry.event.text
    last = entry.last
    count += 1
  }
  return count > 1 ? { last, event: { type: 'text', text } } : null
}

function mergeOlderHalf(entries: readonly Entry[]): Entry[] {
  const half = Math.floor(entries.length / 2)
  const merged: Entry[] = []
  let run: { first: number; last: number; texts: string[] } | null = null
  const close = () => {
    if (run) merged.push({ first: run.first, last: run.last, event: { type: 'text', text: run.texts.join('') } })
    run = null
  }
  for (const entry of entries.slice(0, half)) {
    if (entry.event.type === 'text') {
      run ??= { first: entry.first, last: entry.last, texts: [] }
      run.last = entry.last
      run.texts.push(entry.event.text)
    } else {
      close()
      merged.push(entry)
    }
  }
  close()
  return [...merged, ...entries.slice(half)]
}
