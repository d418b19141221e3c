/** A number of what is there, or null for what is not. */
type State = number | null

/** What writers were told, and what they had asked for when the database died. */
export class Ledger {
  readonly #told = new Map<string, State>()
  readonly #asked = new Map<string, State>()

  get size(): number {
    return this.#told.size
  }

  told(id: string): State | undefined {
    return this.#told.get(id)
  }

  /** Notes what is asked for, and what was answered once `work` succeeds. */
  async change(id: string, state: State, work: () => Promise<unknown>): Promise<void> {
    this.#asked.set(id, state)
    await work()
    this.#told.set(id, state)
    this.#asked.delete(id)
  }

  /** What contradicts the answers: each must hold, or what was asked for after it. Then takes what is there for what was told. */
  settle(stored: ReadonlyMap<string, number>): string[] {
    const wrong: string[] = []
    for (const id of new Set([...this.#told.keys(), ...this.#asked.keys(), ...stored.keys()])) {
      const found = stored.get(id) ?? null
      const told = this.#told.get(id) ?? null
      const asked = this.#asked.get(id)
      if (found !== told && (asked === undefined || found !== asked))
        wrong.push(`${id}: answered ${told}, asked for ${asked}, there is ${found}`)
      this.#told.set(id, found)
    }
    this.#asked.clear()
    return wrong
  }
}
