import type { Doc, Missing, Value } from '../values/index.ts'

const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db'])

/** Whether a document stands for operators and not for itself: its first name begins with `$` and it is no DBRef. */
export function isOperatorDocument(value: Value | Missing): value is Doc {
  if (!(value instanceof Map)) return false
  const [first] = value.keys()
  return first?.startsWith('$') === true && !REFERENCE_FIELDS.has(first)
}
