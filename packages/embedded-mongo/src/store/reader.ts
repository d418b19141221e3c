import type { Key } from './keyspace.ts'
import { keysBetween, type Overlay } from './overlay.ts'

export interface Entry {
  key: Key
  value: Uint8Array
}

/** One consistent view of the store. */
export interface Reader {
  get(key: Key): Uint8Array | undefined
  /** Entries in [low, high), from the high end when `reverse`. The iterator must be run to its end or returned. */
  range(low: Key, high: Key, reverse?: boolean): Generator<Entry, undefined>
  /** The first `limit` entries in [low, high), several times faster than `range`. Absent where changes lie over what is stored. */
  batch?(low: Key, high: Key, limit: number): Entry[]
}

/** The first `limit` entries in [low, high). */
export function readBatch(reader: Reader, low: Key, high: Key, limit: number): Entry[] {
  if (reader.batch) return reader.batch(low, high, limit)
  const entries: Entry[] = []
  for (const entry of reader.range(low, high)) {
    entries.push(entry)
    if (entries.length >= limit) break
  }
  return entries
}

/** `overlay` laid over `base`. An overlay may not change while one of its ranges is being read. */
export function layer(base: Reader, overlay: Overlay | undefined): Reader {
  if (!overlay) return base
  return {
    get(key) {
      const value = overlay.entries.get(key)
      return value === undefined ? base.get(key) : (value ?? undefined)
    },
    range(low, high, reverse = false) {
      if (overlay.entries.size === 0) return base.range(low, high, reverse)
      const keys = keysBetween(overlay, low, high)
      if (keys.length === 0) return base.range(low, high, reverse)
      return mergedRange(base.range(low, high, reverse), reverse ? keys.reverse() : keys, overlay, reverse)
    },
  }
}

function* mergedRange(
  below: Generator<Entry, undefined>,
  keys: readonly Key[],
  overlay: Overlay,
  reverse: boolean,
): Generator<Entry, undefined> {
  try {
    let next = below.next()
    for (const key of keys) {
      while (!next.done && (reverse ? next.value.key > key : next.value.key < key)) {
        yield next.value
        next = below.next()
      }
      if (!next.done && next.value.key === key) next = below.next()
      const value = overlay.entries.get(key)
      if (value) yield { key, value }
    }
    while (!next.done) {
      yield next.value
      next = below.next()
    }
  } finally {
    below.return(undefined)
  }
}
