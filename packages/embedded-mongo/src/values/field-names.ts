/** Names of top-level fields as bytes, to be found in raw documents without making strings of every name there. */
export class FieldNames {
  readonly names: readonly string[]
  /** By length in bytes. */
  readonly #byLength: { name: string; bytes: Buffer }[][] = []

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)]
    for (const name of this.names) {
      const bytes = Buffer.from(name)
      this.#byLength[bytes.length] ??= []
      this.#byLength[bytes.length]?.push({ name, bytes })
    }
  }

  get size(): number {
    return this.names.length
  }

  /** The name written in buffer[start, end), if it is one of these. */
  find(buffer: Buffer, start: number, end: number): string | undefined {
    const candidates = this.#byLength[end - start]
    if (!candidates) return undefined
    for (const { name, bytes } of candidates) {
      let i = 0
      while (i < bytes.length && bytes[i] === buffer[start + i]) i += 1
      if (i === bytes.length) return name
    }
    return undefined
  }
}
