import type { Doc, Missing, Value } from '../values/index.ts'

/** Whether a document stands for operators and not for itself: its first name begins with `$` and it is no DBRef. */
export function isOperatorDocument(value: Value | Missing): value is Doc {
  if (!(value instanceof Map)) return false
  const [first] = value.keys()
  return first?.startsWith('$') === true && !(value.has('$ref') && value.has('$id'))
}
