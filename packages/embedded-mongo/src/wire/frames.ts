import { HEADER_BYTES, MAX_MESSAGE_BYTES, ProtocolError } from './op-msg.ts'

/** Cuts a stream of bytes into messages by their length. */
export class FrameReader {
  #chunks: Buffer[] = []
  #size = 0

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  /** The next whole message, if it is there; throws where it is longer than `limit` bytes. */
  next(limit = MAX_MESSAGE_BYTES): Buffer | undefined {
    if (this.#size < 4) return undefined
    const first = this.#gather(4)
    const length = first.readInt32LE(0)
    if (length < HEADER_BYTES || length > limit) throw new ProtocolError(`message length ${length}`)
    if (this.#size < length) return undefined
    // The usual case: one chunk is one message.
    if (first.length === length) {
      this.#chunks.shift()
      this.#size -= length
      return first
    }
    const whole = this.#gather(length)
    const rest = whole.subarray(length)
    this.#chunks[0] = rest
    if (rest.length === 0) this.#chunks.shift()
    this.#size -= length
    return whole.subarray(0, length)
  }

  /** The first chunk, joined with the following ones until it has `length` bytes. */
  #gather(length: number): Buffer {
    let first = this.#chunks[0] ?? Buffer.alloc(0)
    if (first.length >= length) return first
    let count = 0
    let size = 0
    while (size < length) size += this.#chunks[count++]?.length ?? 0
    first = Buffer.concat(this.#chunks.slice(0, count))
    this.#chunks.splice(0, count, first)
    return first
  }
}
