import { Timestamp } from 'bson'

/** Cluster time: seconds, and a counter within the second. Never goes back. */
export class Clock {
  #seconds = 0
  #counter = 0
  #now = new Timestamp({ t: 0, i: 1 })

  /** The same object until time moves on. */
  get now(): Timestamp {
    this.#advance()
    const i = Math.max(this.#counter, 1)
    if (this.#now.t !== this.#seconds || this.#now.i !== i) this.#now = new Timestamp({ t: this.#seconds, i })
    return this.#now
  }

  /** A time greater than every one given out by this method before. */
  tick(): Timestamp {
    this.#advance()
    this.#counter += 1
    return this.now
  }

  /** Leaves `time` behind: nothing given out later is less or equal. */
  pass(time: Timestamp): void {
    if (time.t < this.#seconds) return
    this.#counter = time.t === this.#seconds ? Math.max(this.#counter, time.i) : time.i
    this.#seconds = time.t
  }

  #advance(): void {
    const seconds = Math.floor(Date.now() / 1000)
    if (seconds <= this.#seconds) return
    this.#seconds = seconds
    this.#counter = 0
  }
}
