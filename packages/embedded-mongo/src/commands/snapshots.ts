import type { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Clock } from '../store/clock.ts'
import type { StoreView } from '../store/store.ts'

interface Kept {
  readonly time: Timestamp
  readonly view: StoreView
  lastUse: number
}

/** A kept view pins old pages of the store: not for long, and not many. */
const IDLE_MS = 60_000
const MOST = 100

const tooOld = () =>
  new MongoServerFailure(
    239,
    'Read timestamp is older than what this database keeps for snapshot reads (60 s after the last use)',
  )

/** Views of the past for sessions that read at one time (readConcern snapshot), by their cluster time. */
export class Snapshots {
  readonly #clock: Clock
  readonly #open: () => StoreView
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock, open: () => StoreView) {
    this.#clock = clock
    this.#open = open
  }

  /** The view at `time`, or a new one of now. A cursor asks for `view` again at each of its batches, which counts as use. */
  at(time: Timestamp | undefined): { readonly time: Timestamp; readonly view: StoreView } {
    const kept = time ? this.#kept.get(time.toString()) : this.#keep()
    if (!kept) throw tooOld()
    const use = () => this.#use(kept)
    return {
      time: kept.time,
      get view() {
        return use()
      },
    }
  }

  #use(kept: Kept): StoreView {
    if (this.#kept.get(kept.time.toString()) !== kept) throw tooOld()
    kept.lastUse = Date.now()
    return { ...kept.view, release: () => undefined }
  }

  expire(now = Date.now()): void {
    for (const [key, { view, lastUse }] of this.#kept) {
      if (now - lastUse <= IDLE_MS) continue
      view.release()
      this.#kept.delete(key)
    }
  }

  close(): void {
    this.expire(Number.POSITIVE_INFINITY)
  }

  #keep(): Kept {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= MOST && oldest !== undefined) {
      this.#kept.get(oldest)?.view.release()
      this.#kept.delete(oldest)
    }
    const kept: Kept = { time: this.#clock.tick(), view: this.#open(), lastUse: Date.now() }
    this.#kept.set(kept.time.toString(), kept)
    return kept
  }
}
