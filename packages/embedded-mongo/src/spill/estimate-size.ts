import type { Value } from '../values/index.ts'

/** Roughly the bytes a value takes as BSON. */
export function estimateSize(value: Value): number {
  if (typeof value === 'string') return value.length + 7
  if (value instanceof Map) {
    let size = 8
    for (const [name, field] of value) size += name.length + 2 + estimateSize(field)
    return size
  }
  if (Array.isArray(value)) {
    let size = 8
    for (const item of value) size += 4 + estimateSize(item)
    return size
  }
  return 12
}
