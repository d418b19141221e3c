const MAX_DISTINCT = 10_000
const TOP = 10
/** A question that fewer people asked could tell who it was. */
const LEAST_PEOPLE = 2

/** Counts what people ask, however they wrote it, by who asked. */
export class QuestionCount {
  readonly #asked = new Map<string, { count: number; people: Set<string> }>()

  /** Texts that are no question are not counted; beyond 10,000 different ones, new ones are not either. */
  add(text: string, ownerKey: string): void {
    const question = text.toLowerCase().replace(/\s+/g, ' ').trim()
    if (!question.endsWith('?')) return
    const known = this.#asked.get(question)
    if (known) {
      known.count += 1
      known.people.add(ownerKey)
    } else if (this.#asked.size < MAX_DISTINCT) this.#asked.set(question, { count: 1, people: new Set([ownerKey]) })
  }

  /** The most asked ones, of those that at least two people asked. */
  top(): { text: string; count: number }[] {
    return [...this.#asked]
      .filter(([, { people }]) => people.size >= LEAST_PEOPLE)
      .map(([text, { count }]) => ({ text, count }))
      .toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
      .slice(0, TOP)
  }
}
