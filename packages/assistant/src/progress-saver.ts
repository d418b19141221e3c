import type { TurnLog } from './turn-log.ts'

/** After a save that took a while, this many times as long passes before the next, up to MAX_PAUSE_MS. */
const REST_PER_SAVE = 20
const MAX_PAUSE_MS = 2_000

/**
 * Saves at most once every `everyMs` while there is something new, one save at a time, and less often where saving is slow, so that many
 * turns at once never keep a database busy with half answers. `save` answers false when the turn is no longer ours; `onLost` is then
 * called. A save that fails is logged and made up for by the next.
 */
export class ProgressSaver {
  readonly #save: () => Promise<boolean>
  readonly #onLost: () => void
  readonly #everyMs: number
  readonly #log: TurnLog
  #timer: NodeJS.Timeout | undefined
  #running: Promise<boolean> = Promise.resolve(true)
  #isStopped = false
  #lastTookMs = 0

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
    }, this.#pauseMs())
  }

  /** Saves now, after a save that is under way. False where it could not be saved, or the turn is no longer ours. */
  flush(): Promise<boolean> {
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

  #pauseMs(): number {
    return Math.max(this.#everyMs, Math.min(MAX_PAUSE_MS, this.#lastTookMs * REST_PER_SAVE))
  }

  async #saveOnce(): Promise<boolean> {
    if (this.#isStopped) return false
    const startedAt = performance.now()
    try {
      const isOurs = await this.#save()
      if (!isOurs) this.#onLost()
      this.#lastTookMs = performance.now() - startedAt
      return isOurs
    } catch (error) {
      this.#log.warn({ err: error }, 'A turn could not be saved; the next save makes up for it')
      return false
    }
  }
}
