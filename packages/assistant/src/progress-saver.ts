import type { TurnLog } from './turn-log.ts'

/**
 * Saves at most once every `everyMs` while there is something new, one save at a time. `save` answers false when the turn is no longer
 * ours; `onLost` is then called. A save that fails is logged and made up for by the next.
 */
export class ProgressSaver {
  readonly #save: () => Promise<boolean>
  readonly #onLost: () => void
  readonly #everyMs: number
  readonly #log: TurnLog
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(save: () => Promise<boolean>, onLost: () => void, everyMs: number, log: TurnLog) {
    this.#save = save
    this.#onLost = onLost
    this.#everyMs = everyMs
    this.#log = log
  }

  /** Something is new. */
  touch(): void {
    if (this.#isStopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, this.#everyMs)
  }

  /** Saves now, after a save that is under way. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running = this.#running.then(() => this.#saveOnce())
    return this.#running
  }

  /** Waits for a save that is under way; no more begin. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #saveOnce(): Promise<void> {
    if (this.#isStopped) return
    try {
      if (!(await this.#save())) this.#onLost()
    } catch (error) {
      this.#log.warn({ err: error }, 'A turn could not be saved; the next save makes up for it')
    }
  }
}
