import type { Doc, Missing, Value } from '../values/types.ts'

/**
 * A copy of the document with the value at the path, or without it where the value is missing. Only the documents on the way
 * are copied; what is no document on the way is replaced by one.
 */
export function withPath(doc: Doc, names: readonly string[], value: Value | Missing): Doc {
  const [name, ...rest] = names
  const copy: Doc = new Map(doc)
  if (name === undefined) return copy
  if (rest.length > 0) {
    const inner = doc.get(name)
    if (inner instanceof Map || value !== undefined) {
      copy.set(name, withPath(inner instanceof Map ? inner : new Map(), rest, value))
    }
  } else if (value === undefined) {
    copy.delete(name)
  } else {
    copy.set(name, value)
  }
  return copy
}
