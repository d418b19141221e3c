/** Documents by falling score, equal ones by record id. Takes what is asked for without sorting the rest. */
export class ScoreHeap {
  readonly #ids: Float64Array
  readonly #scores: Float64Array
  #size: number

  constructor(scores: ReadonlyMap<number, number>) {
    this.#ids = Float64Array.from(scores.keys())
    this.#scores = Float64Array.from(scores.values())
    this.#size = scores.size
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at)
  }

  /** The next one's score; less than any where there is none. */
  get highest(): number {
    return this.#size === 0 ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? 0)
  }

  pop(): { recordId: number; score: number } | undefined {
    if (this.#size === 0) return undefined
    const best = { recordId: this.#ids[0] ?? 0, score: this.#scores[0] ?? 0 }
    this.#swap(0, --this.#size)
    this.#sink(0)
    return best
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      let best = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#size && this.#isBefore(child, best)) best = child
      if (best === at) return
      this.#swap(at, best)
      at = best
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#scores[a] ?? 0) - (this.#scores[b] ?? 0)
    return difference === 0 ? (this.#ids[a] ?? 0) < (this.#ids[b] ?? 0) : difference > 0
  }

  #swap(a: number, b: number): void {
    for (const numbers of [this.#ids, this.#scores]) {
      const held = numbers[a] ?? 0
      numbers[a] = numbers[b] ?? 0
      numbers[b] = held
    }
  }
}
