import { type Doc, type Missing, UNDEFINED, type Value } from './types.ts'

type Row = readonly (Value | Missing)[]

export interface KeyRows {
  rows: Row[]
  /** Array-valued prefixes of the paths met in this document. */
  arrays: Set<string>
}

/** What is thrown where two paths meet arrays of their own, by the arrays' names. */
type Refuse = (one: string | undefined, other: string | undefined) => Error

interface Walk {
  value: Value | Missing
  rest: readonly string[]
  consumed: readonly string[]
  /** An element of an expanded array: not expanded again. */
  settled: boolean
}

/**
 * The values a document has at some paths, as indexes and sorts take them: one row, or, where an array is on the way, one for each of its
 * elements, which paths that meet it go through together. A number in a path that meets an array is a place in it. An empty array
 * is undefined.
 */
export function keyRows(doc: Doc, paths: readonly (readonly string[])[], refuse: Refuse): KeyRows {
  const found: KeyRows = { rows: [], arrays: new Set() }
  const start = paths.map((rest): Walk => ({ value: doc, rest, consumed: [], settled: false }))
  expand(start, found, refuse)
  return found
}

function expand(fields: readonly Walk[], found: KeyRows, refuse: Refuse): void {
  const walked = fields.map(descend)
  let pending: Walk | undefined
  for (const field of walked) {
    if (!Array.isArray(field.value) || field.settled) continue
    if (pending && pending.value !== field.value) throw refuse(pending.consumed.at(-1), field.consumed.at(-1))
    pending = field
  }
  if (!pending) {
    found.rows.push(walked.map((field) => (field.rest.length > 0 ? undefined : field.value)))
    return
  }
  const array = pending.value
  if (!Array.isArray(array)) return
  found.arrays.add(pending.consumed.join('.'))
  const elements: (Value | Missing)[] = array.length > 0 ? array : [undefined]
  for (const element of elements) {
    expand(
      walked.map((field) => {
        if (field.value !== array || field.settled) return field
        if (array.length === 0)
          return { ...field, value: field.rest.length === 0 ? UNDEFINED : undefined, settled: true }
        return { ...field, value: element, settled: field.rest.length === 0 || Array.isArray(element) }
      }),
      found,
      refuse,
    )
  }
}

/** Follows the path through documents, and through an array where the next name is an index into it. */
function descend(field: Walk): Walk {
  let { value, rest, consumed } = field
  while (rest.length > 0) {
    const [name = ''] = rest
    if (value instanceof Map) value = value.get(name)
    else if (Array.isArray(value) && !field.settled && isPosition(name)) value = value[Number(name)]
    else break
    consumed = [...consumed, name]
    rest = rest.slice(1)
  }
  return { value, rest, consumed, settled: field.settled }
}

/** Digits without leading zeros. */
const isPosition = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name)
