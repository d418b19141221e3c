import { ModelTimeoutError } from './model-timeout-error.ts'

/** Ends a stream from which nothing comes for `idleMs`; `signal` aborts with the given signal or by itself. */
export class Watchdog {
  readonly signal: AbortSignal
  readonly #idle = new AbortController()
  readonly #idleMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(signal: AbortSignal, idleMs: number) {
    this.#idleMs = idleMs
    this.signal = AbortSignal.any([signal, this.#idle.signal])
  }

  /** Starts waiting, anew each time. */
  start(): void {
    if (this.#timer) this.#timer.refresh()
    else this.#timer = setTimeout(() => this.#idle.abort(), this.#idleMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  throwIfIdle(): void {
    if (this.#idle.signal.aborted) throw new ModelTimeoutError(this.#idleMs)
  }
}
