import type { Doc, Missing, Value } from '../values/index.ts'
import type { FieldTest, Matcher } from './field-test.ts'

type Visit = (value: Value | Missing, index: number | undefined) => boolean

/** A matcher that puts a field's tests to what the dotted path leads to; a field that is not there is put as missing. */
export function matchPath(path: string, test: FieldTest): Matcher {
  return matchParts(path.split('.'), test)
}

function matchParts(parts: readonly string[], test: FieldTest): Matcher {
  if (test.kind === 'not') {
    const matches = matchParts(parts, test.test)
    return (doc) => !matches(doc)
  }
  if (test.kind === 'and') {
    const matchers = test.tests.map((each) => matchParts(parts, each))
    return (doc, details) => matchers.every((matches) => matches(doc, details))
  }
  const visit: Visit = (value) => test.test(value)
  return (doc, details) => {
    if (details === undefined) return walkDocument(doc, parts, 0, test.arrays, undefined, visit)
    return walkDocument(doc, parts, 0, test.arrays, undefined, (value, index) => {
      if (!test.test(value, details)) return false
      if (index !== undefined) details.position = index
      return true
    })
  }
}

/**
 * Visits until a visit answers true. Arrays on the way are gone through element by element, and a numeric part of the path also
 * means that index (source: the manual's "Query an Array" and "Query an Array of Embedded Documents").
 */
function walkDocument(
  doc: Doc,
  parts: readonly string[],
  from: number,
  arrays: 'each' | 'whole',
  index: number | undefined,
  visit: Visit,
): boolean {
  let current = doc
  for (let i = from; ; i += 1) {
    const value = current.get(parts[i] ?? '')
    if (Array.isArray(value)) return walkArray(value, parts, i + 1, arrays, index, visit)
    if (i === parts.length - 1) return visit(value, index)
    if (!(value instanceof Map)) return visit(undefined, index)
    current = value
  }
}

function walkArray(
  array: Value[],
  parts: readonly string[],
  from: number,
  arrays: 'each' | 'whole',
  index: number | undefined,
  visit: Visit,
): boolean {
  const part = parts[from]
  if (part === undefined) {
    if (arrays === 'each' && array.some((element, i) => visit(element, index ?? i))) return true
    return visit(array, index)
  }
  return array.some((element, i) => {
    if (element instanceof Map && walkDocument(element, parts, from, arrays, index ?? i, visit)) return true
    if (part !== String(i)) return false
    if (from === parts.length - 1) return visit(element, index)
    if (Array.isArray(element)) return walkArray(element, parts, from + 1, arrays, index, visit)
    return element instanceof Map && walkDocument(element, parts, from + 1, arrays, index, visit)
  })
}
