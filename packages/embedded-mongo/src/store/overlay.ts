import type { Key } from './keyspace.ts'

/** Uncommitted changes: `null` is a removal. Keeps a sorted key list only when someone reads a range of it. */
export interface Overlay {
  readonly entries: Map<Key, Uint8Array | null>
  /** Change of document count and of document bytes by collection id. */
  readonly counts: Map<number, { documents: number; bytes: number }>
  sorted: Key[]
  /** Keys added since `sorted` was last complete. */
  fresh: Key[]
}

export const createOverlay = (): Overlay => ({ entries: new Map(), counts: new Map(), sorted: [], fresh: [] })

export function setEntry(overlay: Overlay, key: Key, value: Uint8Array | null): void {
  if (!overlay.entries.has(key)) overlay.fresh.push(key)
  overlay.entries.set(key, value)
}

export function addCount(overlay: Overlay, collectionId: number, documents: number, bytes: number): void {
  const count = overlay.counts.get(collectionId)
  if (count) {
    count.documents += documents
    count.bytes += bytes
  } else overlay.counts.set(collectionId, { documents, bytes })
}

/** Lays `upper` over `lower`; `upper` is spent afterwards. */
export function mergeOverlay(lower: Overlay, upper: Overlay): void {
  for (const [key, value] of upper.entries) setEntry(lower, key, value)
  for (const [id, { documents, bytes }] of upper.counts) addCount(lower, id, documents, bytes)
}

/** The overlay's keys in [low, high), ascending. */
export function keysBetween(overlay: Overlay, low: Key, high: Key): Key[] {
  if (overlay.fresh.length > 0) {
    overlay.sorted = mergeSorted(overlay.sorted, overlay.fresh.sort(byteOrder))
    overlay.fresh = []
  }
  const { sorted } = overlay
  return sorted.slice(lowerBound(sorted, low), lowerBound(sorted, high))
}

export const byteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function lowerBound(sorted: readonly Key[], key: Key): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

function mergeSorted(a: readonly Key[], b: readonly Key[]): Key[] {
  if (a.length === 0) return [...b]
  const merged: Key[] = []
  let i = 0
  for (const key of b) {
    for (let next = a[i]; next !== undefined && next < key; next = a[++i]) merged.push(next)
    merged.push(key)
  }
  for (; i < a.length; i++) merged.push(a[i] ?? '')
  return merged
}
