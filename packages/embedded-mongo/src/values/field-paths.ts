import { FieldNames } from './field-names.ts'

/** Dotted paths as a tree, to be followed through raw documents. A path that ends where another goes on stands for both. */
export class FieldPaths {
  readonly names: FieldNames
  readonly #inside = new Map<string, FieldPaths>()

  constructor(paths: Iterable<string>) {
    const rests = new Map<string, string[] | undefined>()
    for (const path of paths) {
      const dot = path.indexOf('.')
      const name = dot === -1 ? path : path.slice(0, dot)
      const known = rests.has(name) ? rests.get(name) : []
      rests.set(name, dot === -1 || !known ? undefined : [...known, path.slice(dot + 1)])
    }
    this.names = new FieldNames(rests.keys())
    for (const [name, rest] of rests) if (rest) this.#inside.set(name, new FieldPaths(rest))
  }

  /** Whether every field is wanted as a whole. */
  get isFlat(): boolean {
    return this.#inside.size === 0
  }

  /** What is wanted inside the field; undefined: all of it. */
  inside(name: string): FieldPaths | undefined {
    return this.#inside.get(name)
  }
}
