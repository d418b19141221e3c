import type { SpillFile, SpillSpace } from '../spill/index.ts'
import { decodeDocument, encodeDocument } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import type { OutputField } from './group-state.ts'
import type { Batches } from './stage.ts'

const PARTITIONS = 16

/** Rows of a grouping on disk, those of one key always in the same file and in order. */
export class GroupPartitions {
  readonly files: readonly SpillFile[]
  readonly #depth: number

  private constructor(files: readonly SpillFile[], depth: number) {
    this.files = files
    this.#depth = depth
  }

  static async create(spill: SpillSpace, depth: number): Promise<GroupPartitions> {
    return new GroupPartitions(await Promise.all(Array.from({ length: PARTITIONS }, () => spill.create())), depth)
  }

  /** Keeps what the accumulators would be given of `doc`. */
  add(key: string, id: Value, fields: readonly OutputField[], doc: Doc): void {
    const row: Doc = new Map([['id', id]])
    for (const [index, { accumulator }] of fields.entries()) {
      const value = accumulator.input(doc)
      if (value !== undefined) row.set(String(index), value)
    }
    this.files[partitionOf(key, this.#depth)]?.add(encodeDocument(row))
  }

  async write(): Promise<void> {
    for (const file of this.files) await file.write()
  }

  async remove(): Promise<void> {
    await Promise.all(this.files.map((file) => file.remove()))
  }
}

export async function* readRows(file: SpillFile): Batches {
  for await (const records of file.read()) yield records.map(decodeDocument)
}

/** FNV-1a over the key, begun differently at each depth, so that one partition is cut again. */
export function partitionOf(key: string, depth: number): number {
  let hash = 0x811c9dc5 ^ (depth * 0x9e3779b1)
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % PARTITIONS
}
