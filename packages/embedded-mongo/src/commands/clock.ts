import { Timestamp } from 'bson'

/** Cluster time: seconds, and a counter within the second. Never goes back while the process runs. */
export class Clock {
  #seconds = 0
  #counter = 0

  get now(): Timestamp {
    this.#advance()
    return new Timestamp({ t: this.#seconds, i: Math.max(this.#counter, 1) })
  }

  tick(): Timestamp {
    this.#advance()
    this.#counter += 1
    return this.now
  }

  #advance(): void {
    const seconds = Math.floor(Date.now() / 1000)
    if (seconds <= this.#seconds) return
    this.#seconds = seconds
    this.#counter = 0
  }
}
