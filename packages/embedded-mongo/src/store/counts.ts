import { countKey } from './keyspace.ts'
import type { Reader } from './reader.ts'

export interface Count {
  documents: number
  bytes: number
}

export function encodeCount({ documents, bytes }: Count): Uint8Array {
  const encoded = Buffer.allocUnsafe(16)
  encoded.writeDoubleBE(documents, 0)
  encoded.writeDoubleBE(bytes, 8)
  return encoded
}

export function decodeCount(encoded: Uint8Array | undefined): Count {
  if (!encoded) return { documents: 0, bytes: 0 }
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength)
  return { documents: view.getFloat64(0), bytes: view.getFloat64(8) }
}

/** Documents of a collection and their bytes, as committed in `reader`'s snapshot. */
export const readCount = (reader: Reader, collectionId: number): Count =>
  decodeCount(reader.get(countKey(collectionId)))
