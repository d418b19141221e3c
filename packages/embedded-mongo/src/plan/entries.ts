import { afterPrefix, documentPrefix, type Key, readRecordId } from '../store/keyspace.ts'
import type { Entry, Reader } from '../store/reader.ts'
import { entryRecordId } from '../store/records.ts'
import { type EntryScan, type Found, PASSED } from './entry-scan.ts'
import type { Access, IndexAccess } from './plan-query.ts'
import type { TextAccess } from './plan-text.ts'
import type { Range } from './ranges.ts'
import { Stretch } from './stretch.ts'
import { openText } from './text-entries.ts'

export function openEntries(access: Access, collectionId: number): EntryScan {
  if (access.kind === 'collection') return new CollectionEntries(collectionId, access.reverse)
  if (access.kind === 'index') return openIndex(access)
  return access.kind === 'text' ? openText(access, collectionId) : new UnionEntries(access.branches, collectionId)
}

function openIndex(access: IndexAccess): EntryScan {
  const scans = access.ranges.map((range) => new RangeEntries(access, range))
  return access.isMerged
    ? new MergedEntries(scans, access.reverse)
    : new ChainedEntries(access.reverse ? scans.reverse() : scans)
}

class CollectionEntries implements EntryScan {
  readonly #stretch: Stretch
  readonly keysExamined = 0

  constructor(collectionId: number, reverse: boolean) {
    const prefix = documentPrefix(collectionId)
    this.#stretch = new Stretch(prefix, afterPrefix(prefix), reverse)
  }

  next(reader: Reader): Found | undefined {
    const entry = this.#stretch.next(reader)
    return entry && { recordId: readRecordId(entry.key), bytes: entry.value }
  }

  pause(): void {
    this.#stretch.pause()
  }
}

interface IndexFound extends Found {
  /** What follows the range's fixed part. */
  suffix: Key
}

class RangeEntries {
  readonly #access: IndexAccess
  readonly #range: Range
  readonly #stretch: Stretch
  #isDone = false
  keysExamined = 0

  constructor(access: IndexAccess, range: Range) {
    this.#access = access
    this.#range = range
    this.#stretch = new Stretch(range.low, range.high, access.reverse)
  }

  next(reader: Reader): IndexFound | undefined {
    if (this.#isDone) return undefined
    const entry = this.#isPoint ? this.#point(reader) : this.#stretch.next(reader)
    if (!entry) {
      this.#isDone = true
      return undefined
    }
    this.keysExamined += 1
    return {
      recordId: entryRecordId(this.#access.index, entry),
      bytes: undefined,
      suffix: entry.key.slice(this.#range.fixed),
    }
  }

  pause(): void {
    this.#stretch.pause()
  }

  get #isPoint(): boolean {
    return this.#range.isExact && this.#access.index.unique
  }

  #point(reader: Reader): Entry | undefined {
    this.#isDone = true
    const value = reader.get(this.#range.low)
    return value && { key: this.#range.low, value }
  }
}

class ChainedEntries implements EntryScan {
  readonly #scans: readonly RangeEntries[]
  #at = 0

  constructor(scans: readonly RangeEntries[]) {
    this.#scans = scans
  }

  get keysExamined(): number {
    return this.#scans.reduce((sum, scan) => sum + scan.keysExamined, 0)
  }

  next(reader: Reader): Found | undefined {
    for (let scan = this.#scans[this.#at]; scan; scan = this.#scans[++this.#at]) {
      const found = scan.next(reader)
      if (found) return found
      scan.pause()
    }
    return undefined
  }

  pause(): void {
    this.#scans[this.#at]?.pause()
  }
}

/** Several ranges in step: always the one whose next key comes first after its fixed part. */
class MergedEntries implements EntryScan {
  readonly #scans: readonly RangeEntries[]
  readonly #reverse: boolean
  readonly #heads: (IndexFound | undefined)[] = []
  #isPrimed = false

  constructor(scans: readonly RangeEntries[], reverse: boolean) {
    this.#scans = scans
    this.#reverse = reverse
  }

  get keysExamined(): number {
    return this.#scans.reduce((sum, scan) => sum + scan.keysExamined, 0)
  }

  next(reader: Reader): Found | undefined {
    if (!this.#isPrimed) {
      this.#isPrimed = true
      for (const [i, scan] of this.#scans.entries()) this.#heads[i] = scan.next(reader)
    }
    let first = -1
    for (const [i, head] of this.#heads.entries()) {
      const best = this.#heads[first]
      if (head && (!best || (this.#reverse ? head.suffix > best.suffix : head.suffix < best.suffix))) first = i
    }
    const found = this.#heads[first]
    if (found) this.#heads[first] = this.#scans[first]?.next(reader)
    return found
  }

  pause(): void {
    for (const scan of this.#scans) scan.pause()
  }
}

class UnionEntries implements EntryScan {
  readonly #branches: readonly EntryScan[]
  readonly #hasText: boolean
  #at = 0

  constructor(branches: readonly (IndexAccess | TextAccess)[], collectionId: number) {
    this.#branches = branches.map((branch) =>
      branch.kind === 'text' ? openText(branch, collectionId) : openIndex(branch),
    )
    this.#hasText = branches.some(({ kind }) => kind === 'text')
  }

  get keysExamined(): number {
    return this.#branches.reduce((sum, branch) => sum + branch.keysExamined, 0)
  }

  next(reader: Reader): Found | typeof PASSED | undefined {
    for (let branch = this.#branches[this.#at]; branch; branch = this.#branches[++this.#at]) {
      const found = branch.next(reader)
      if (found === PASSED) return PASSED
      if (found) return this.#hasText ? { textScore: 0, ...found } : found
      branch.pause()
    }
    return undefined
  }

  pause(): void {
    this.#branches[this.#at]?.pause()
  }
}
