import type { Key } from '../store/keyspace.ts'
import type { Entry, Reader } from '../store/reader.ts'

/** The rest of a key range, remembered by the last key given. */
export class Stretch {
  #low: Key
  #high: Key
  readonly #reverse: boolean
  #open: Generator<Entry, undefined> | undefined

  constructor(low: Key, high: Key, reverse: boolean) {
    this.#low = low
    this.#high = high
    this.#reverse = reverse
  }

  next(reader: Reader): Entry | undefined {
    this.#open ??= reader.range(this.#low, this.#high, this.#reverse)
    const step = this.#open.next()
    if (step.done) {
      this.#low = this.#high
      return undefined
    }
    if (this.#reverse) this.#high = step.value.key
    else this.#low = `${step.value.key}\0`
    return step.value
  }

  pause(): void {
    this.#open?.return(undefined)
    this.#open = undefined
  }
}
