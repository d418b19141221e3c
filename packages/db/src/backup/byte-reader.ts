/** Takes exact numbers of bytes out of a stream of pieces. */
export interface ByteReader {
  /** Null where the stream ends before its first byte; throws RangeError where it ends within. */
  take(count: number): Promise<Buffer | null>
}

export function byteReader(pieces: AsyncIterable<Buffer>): ByteReader {
  const source = pieces[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let available = 0
  return {
    async take(count) {
      while (available < count) {
        const next = await source.next()
        if (next.done) {
          if (available === 0) return null
          throw new RangeError('The stream ends in the middle')
        }
        held.push(next.value)
        available += next.value.length
      }
      const [only] = held
      const all = held.length === 1 && only ? only : Buffer.concat(held)
      const rest = all.subarray(count)
      held = rest.length > 0 ? [rest] : []
      available = rest.length
      return all.subarray(0, count)
    },
  }
}
