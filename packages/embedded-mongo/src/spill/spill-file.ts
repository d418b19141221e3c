import { type FileHandle, open, rm } from 'node:fs/promises'

/** Records gather until there are this many bytes to be written at once. */
const WRITE_BYTES = 256 * 1024
const READ_BYTES = 64 * 1024
const LENGTH_BYTES = 4

/** A temporary file of records, each behind its length. Not flushed: it is of no use to another process. */
export class SpillFile {
  readonly #path: string
  readonly #handle: FileHandle
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #written = 0

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  static async create(path: string): Promise<SpillFile> {
    return new SpillFile(path, await open(path, 'wx+', 0o600))
  }

  /** Where the next record will begin. */
  get end(): number {
    return this.#written + this.#waitingBytes
  }

  /** Keeps the record for the next `write`. */
  add(record: Uint8Array): void {
    const length = Buffer.allocUnsafe(LENGTH_BYTES)
    length.writeUInt32LE(record.length)
    this.#waiting.push(length, record)
    this.#waitingBytes += LENGTH_BYTES + record.length
  }

  /** Writes what waits, where it is enough to be worth it or `isLast`. */
  async write(isLast = false): Promise<void> {
    if (this.#waitingBytes === 0 || (!isLast && this.#waitingBytes < WRITE_BYTES)) return
    const bytes = Buffer.concat(this.#waiting, this.#waitingBytes)
    this.#waiting = []
    this.#waitingBytes = 0
    await this.#handle.write(bytes, 0, bytes.length, this.#written)
    this.#written += bytes.length
  }

  /** The records in [from, to), several at a time. */
  async *read(from = 0, to = this.#written): AsyncGenerator<Uint8Array[], void, undefined> {
    let rest: Buffer = Buffer.alloc(0)
    for (let at = from; at < to; ) {
      const wanted = Math.max(READ_BYTES, missingBytes(rest))
      const chunk = Buffer.allocUnsafe(Math.min(wanted, to - at))
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, at)
      if (bytesRead === 0) throw new Error('a temporary file of this database was cut off')
      at += bytesRead
      const whole =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)])
      const records: Uint8Array[] = []
      let start = 0
      while (start + LENGTH_BYTES <= whole.length) {
        const end = start + LENGTH_BYTES + whole.readUInt32LE(start)
        if (end > whole.length) break
        records.push(whole.subarray(start + LENGTH_BYTES, end))
        start = end
      }
      rest = whole.subarray(start)
      if (records.length > 0) yield records
    }
  }

  async remove(): Promise<void> {
    await this.#handle.close()
    await rm(this.#path, { force: true })
  }
}

/** Of a record that is begun: how many bytes are still to be read. */
const missingBytes = (begun: Buffer): number =>
  begun.length < LENGTH_BYTES ? 0 : begun.readUInt32LE(0) + LENGTH_BYTES - begun.length
