import { createHash } from 'node:crypto'
import type { CollectionSum } from './backup-format.ts'

/** Adds up the documents of one collection. */
export function documentSum(name: string): { add(document: Uint8Array): void; finish(): CollectionSum } {
  const hash = createHash('sha256')
  let count = 0
  let bytes = 0
  return {
    add(document) {
      hash.update(document)
      count += 1
      bytes += document.byteLength
    },
    finish: () => ({ name, count, bytes, sha256: hash.digest('hex') }),
  }
}
