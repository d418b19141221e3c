import { MongoServerFailure } from '../errors.ts'

const MAX_TIMER_MS = 0x7fff_ffff

const timeExpired = () => new MongoServerFailure('MaxTimeMSExpired', 'operation exceeded time limit')

/** The work is heavy: it is to begin again elsewhere. */
export class HandOver extends Error {}

/** Heavy is what has rested this often and made this many steps: about 15 ms on a machine that is not busy otherwise. */
const HEAVY = { rests: 4, steps: 4000 }

/** Keeps long work from holding the event loop, and ends it when its time is up or somebody ends it. */
export class Pacer {
  #since = performance.now()
  #steps = 0
  #stopped: MongoServerFailure | undefined
  readonly #deadline: number
  #onStop: Set<() => void> | undefined
  #abort: AbortController | undefined
  #alarm: NodeJS.Timeout | undefined
  #rests = 0
  /** Whether `rest` ends heavy work by throwing HandOver. */
  maySendAway = false

  /** `maxTimeMs` 0: without limit. */
  constructor(maxTimeMs = 0) {
    this.#deadline = maxTimeMs > 0 ? performance.now() + maxTimeMs : Number.POSITIVE_INFINITY
  }

  /** Ends the work at its next rest, or at once where it waits. The first reason stays. */
  stop(failure: MongoServerFailure): void {
    this.#stopped ??= failure
    this.#abort?.abort(this.#stopped)
    for (const stopped of [...(this.#onStop ?? [])]) stopped()
  }

  /** Aborts, with the failure to answer as its reason, when the work is ended or its time is up: for what runs elsewhere. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController()
      if (this.#stopped) this.#abort.abort(this.#stopped)
      const left = this.remaining()
      if (left !== undefined && left <= MAX_TIMER_MS) {
        this.#alarm = setTimeout(() => this.stop(timeExpired()), left)
        this.#alarm.unref()
      }
    }
    return this.#abort.signal
  }

  /** The work is over: nothing rings any more. */
  done(): void {
    if (this.#alarm) clearTimeout(this.#alarm)
  }

  /** Calls `stopped` when somebody ends the work while it waits, until the returned function is called. */
  onStop(stopped: () => void): () => void {
    this.#onStop ??= new Set()
    const waiting = this.#onStop.add(stopped)
    return () => waiting.delete(stopped)
  }

  /** True when this turn has lasted about 3 ms. Cheap: looks at the clock every 32nd time. */
  isDue(): boolean {
    if ((++this.#steps & 31) !== 0) return false
    return performance.now() - this.#since > 3
  }

  /** Milliseconds left, where there is a limit. */
  remaining(): number | undefined {
    return this.#deadline === Number.POSITIVE_INFINITY ? undefined : Math.max(0, this.#deadline - performance.now())
  }

  check(): void {
    if (this.#stopped) throw this.#stopped
    if (performance.now() > this.#deadline) throw timeExpired()
  }

  async rest(): Promise<void> {
    this.check()
    if (this.maySendAway && ++this.#rests >= HEAVY.rests && this.#steps >= HEAVY.steps) throw new HandOver()
    await new Promise((resolve) => setImmediate(resolve))
    this.check()
    this.#since = performance.now()
  }
}
