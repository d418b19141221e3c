/** A growing buffer. */
export class ByteWriter {
  buffer = Buffer.allocUnsafe(256)
  length = 0

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
    const at = this.reserve(value.length * 3)
    this.length = at + this.buffer.write(value, at, 'utf8')
  }

  int32(value: number): void {
    const at = this.reserve(4)
    this.buffer.writeInt32LE(value, at)
  }

  /** What was written, as bytes of its own. */
  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length))
  }
}
