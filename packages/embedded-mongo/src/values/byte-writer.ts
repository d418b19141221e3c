/** A growing buffer. */
export class ByteWriter {
  buffer: Buffer
  length = 0

  constructor(capacity = 128) {
    this.buffer = Buffer.allocUnsafe(capacity)
  }

  /** Makes room for `size` bytes and answers where they begin; the caller fills them. */
  reserve(size: number): number {
    const start = this.length
    const needed = start + size
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2))
      this.buffer.copy(grown, 0, 0, start)
      this.buffer = grown
    }
    this.length = needed
    return start
  }

  byte(value: number): void {
    const at = this.reserve(1)
    this.buffer[at] = value
  }

  bytes(value: Uint8Array): void {
    const at = this.reserve(value.length)
    this.buffer.set(value, at)
  }

  /** The text as UTF-8. */
  text(value: string): void {
    const { length } = value
    const at = this.reserve(length * 3)
    const copied = length < 24 ? this.#ascii(value, at) : -1
    this.length = at + (copied < 0 ? this.buffer.write(value, at, 'utf8') : copied)
  }

  /** Copies short ASCII text, faster than a call into the runtime; answers -1 for other text. */
  #ascii(value: string, at: number): number {
    const { buffer } = this
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i)
      if (code > 127) return -1
      buffer[at + i] = code
    }
    return value.length
  }

  int32(value: number): void {
    const at = this.reserve(4)
    this.buffer.writeInt32LE(value, at)
  }

  /** What was written, where it was written: the writer is spent. */
  take(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  /** What was written, as bytes of its own. */
  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length))
  }
}
