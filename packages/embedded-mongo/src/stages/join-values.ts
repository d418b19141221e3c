import { BSONRegExp } from 'bson'
import { readPath, valueKey } from '../expressions/index.ts'
import { compileFilter } from '../match/index.ts'
import { isNullish } from '../values/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/types.ts'

/** The values a document looks for by its local field: the elements of an array, null where there is nothing. */
export function localValues(doc: Doc, names: readonly string[]): readonly Value[] {
  const value = readPath(doc, names, 0)
  const values: readonly (Value | Missing)[] = Array.isArray(value) ? value : [value]
  return values.map((item): Value => (item === undefined || isNullish(item) ? null : item))
}

/** A filter for the documents whose field equals one of the values. */
export function equalsOneOf(path: string, values: readonly Value[]): Doc {
  const anyOf: Doc = new Map([[path, new Map([['$in', values.filter((value) => !meansMore(value))]])]])
  const equal = values.filter(meansMore).map((value): Doc => new Map([[path, new Map([['$eq', value]])]]))
  return equal.length === 0 ? anyOf : new Map([['$or', [anyOf, ...equal]]])
}

/** In `$in`, patterns are matched and documents of `$` names refused; as values they are just that. */
function meansMore(value: Value): boolean {
  return value instanceof BSONRegExp || (value instanceof Map && value.keys().next().value?.startsWith('$') === true)
}

/** The documents of a join by the values of a field, found as a filter would find them. */
export interface JoinIndex {
  find(values: readonly Value[]): Doc[]
}

export function createJoinIndex(docs: readonly Doc[], path: string, collation: Collation | null): JoinIndex {
  const names = path.split('.')
  const byKey = new Map<string, number[]>()
  const isNull = compileFilter(new Map([[path, null]]), { collation })
  docs.forEach((doc, position) => {
    for (const key of keysOf(doc, names, collation)) addTo(byKey, key, position)
    if (isNull.matches(doc)) addTo(byKey, NULL_KEY, position)
  })
  return {
    find(values) {
      const positions = new Set<number>()
      for (const value of values) {
        const key = isNullish(value) ? NULL_KEY : valueKey(value, collation)
        for (const position of byKey.get(key) ?? []) positions.add(position)
      }
      return [...positions].sort((a, b) => a - b).flatMap((position) => docs[position] ?? [])
    },
  }
}

const NULL_KEY = valueKey(null)

function addTo(index: Map<string, number[]>, key: string, position: number): void {
  const positions = index.get(key)
  if (!positions) index.set(key, [position])
  else if (positions.at(-1) !== position) positions.push(position)
}

function keysOf(doc: Doc, names: readonly string[], collation: Collation | null): Set<string> {
  const keys = new Set<string>()
  visit(doc, names, 0, (value) => {
    if (!isNullish(value)) keys.add(valueKey(value, collation))
  })
  return keys
}

/** Every value a filter compares at a path: arrays on the way are gone through, the last one also counts as a whole. */
function visit(
  value: Value | Missing,
  names: readonly string[],
  start: number,
  found: (value: Value | Missing) => void,
): void {
  const name = names[start]
  if (name === undefined) {
    found(value)
    if (Array.isArray(value)) value.forEach(found)
  } else if (value instanceof Map) {
    visit(value.get(name), names, start + 1, found)
  } else if (Array.isArray(value)) {
    for (const item of value) if (item instanceof Map) visit(item, names, start, found)
    if (/^\d+$/.test(name)) visit(value[Number(name)], names, start + 1, found)
  }
}
