import { MongoServerFailure } from '../../errors.ts'
import { addUnits } from '../../expressions/date/arithmetic.ts'
import { UTC } from '../../expressions/date/timezone.ts'
import { type Unit, unitOf } from '../../expressions/date/unit.ts'
import { printValue, readPath, type SortPart } from '../../expressions/index.ts'
import { add, compareValues, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Doc, Missing, Value } from '../../values/types.ts'

/** The documents around each one of a partition: first and one past last, as positions. */
export type Window = (docs: readonly Doc[]) => (position: number) => readonly [start: number, end: number]

type Bound = 'unbounded' | 'current' | number

export const WHOLE: Window = (docs) => () => [0, docs.length]

/** Parses `{ documents: [lower, upper] }` or `{ range: [lower, upper], unit }`. */
export function parseWindow(spec: Value | Missing, sortBy: readonly SortPart[]): Window | undefined {
  if (spec === undefined) return undefined
  if (!(spec instanceof Map)) throw new MongoServerFailure('FailedToParse', "'window' field must be an object")
  for (const name of spec.keys()) {
    if (['documents', 'range', 'unit'].includes(name)) continue
    throw new MongoServerFailure('FailedToParse', `'window' field contains an unknown argument: ${name}`)
  }
  const documents = spec.get('documents')
  const range = spec.get('range')
  if (documents !== undefined && range === undefined && !spec.has('unit')) return byDocuments(bounds(documents), sortBy)
  if (range !== undefined && documents === undefined) return byRange(bounds(range), spec.get('unit'), sortBy)
  if (spec.size === 0) return WHOLE
  throw new MongoServerFailure('FailedToParse', "Window bounds can specify either 'documents' or 'unit', not both.")
}

function bounds(value: Value): readonly [Bound, Bound] {
  if (!Array.isArray(value) || value.length !== 2) {
    const message = `Window bounds must be a 2-element array: ${printValue(value)}`
    throw new MongoServerFailure('FailedToParse', message)
  }
  const [lower, upper] = value.map(bound)
  if (lower === undefined || upper === undefined) return ['unbounded', 'unbounded']
  const [low, high] = [lower, upper].map((each) => (each === 'current' ? 0 : each))
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    const message = `Lower bound must not exceed upper bound: ${printValue(value)}`
    throw new MongoServerFailure(5339900, message)
  }
  return [lower, upper]
}

function bound(value: Value): Bound {
  if (value === 'unbounded' || value === 'current') return value
  if (isNumber(value)) return toDouble(value)
  const message = "Window bounds must be 'unbounded', 'current', or a number."
  throw new MongoServerFailure('FailedToParse', message)
}

function byDocuments([lower, upper]: readonly [Bound, Bound], sortBy: readonly SortPart[]): Window {
  const isWhole = lower === 'unbounded' && upper === 'unbounded'
  if (!isWhole && sortBy.length === 0) {
    throw new MongoServerFailure(5339901, 'Document-based bounds require a sortBy.')
  }
  for (const each of [lower, upper]) {
    if (typeof each !== 'number' || Number.isInteger(each)) continue
    throw new MongoServerFailure('FailedToParse', 'Numeric document-based bounds must be an integer')
  }
  return (docs) => (position) => {
    const start = lower === 'unbounded' ? 0 : position + (lower === 'current' ? 0 : lower)
    const end = upper === 'unbounded' ? docs.length : position + (upper === 'current' ? 0 : upper) + 1
    return [clamp(start, docs.length), clamp(end, docs.length)]
  }
}

function clamp(position: number, length: number): number {
  return Math.min(Math.max(position, 0), length)
}

function byRange([lower, upper]: readonly [Bound, Bound], unit: Value | Missing, sortBy: readonly SortPart[]): Window {
  const [only] = sortBy
  if (!only || sortBy.length > 1) {
    throw new MongoServerFailure(5339902, 'Range-based window require sortBy a single field')
  }
  if (only.direction !== 1) {
    throw new MongoServerFailure(8947401, 'Range-based bounds require an ascending sortBy')
  }
  const wanted = unit === undefined ? undefined : unitOf('$setWindowFields', unit)
  return (docs) => {
    const values = docs.map((doc) => readPath(doc, only.names, 0))
    for (const value of values) checkRangeValue(value, wanted)
    return (position) => {
      const from = moved(values[position], lower, wanted)
      const to = moved(values[position], upper, wanted)
      let start = lower === 'unbounded' ? 0 : position
      let end = upper === 'unbounded' ? docs.length : position
      // From the document itself outwards; a window beside it is found by going on inwards.
      while (lower !== 'unbounded' && start > 0 && compareValues(values[start - 1], from) >= 0) start--
      while (lower !== 'unbounded' && start < docs.length && compareValues(values[start], from) < 0) start++
      while (upper !== 'unbounded' && end < docs.length && compareValues(values[end], to) <= 0) end++
      while (upper !== 'unbounded' && end > 0 && compareValues(values[end - 1], to) > 0) end--
      return [start, Math.max(start, end)]
    }
  }
}

function checkRangeValue(value: Value | Missing, unit: Unit | undefined): void {
  if (unit ? value instanceof Date : isNumber(value)) return
  const expected = unit ? 'a date' : 'a number'
  const message = `Invalid range: Expected the sortBy field to be ${expected}, but it was ${typeName(value)}`
  throw new MongoServerFailure(unit ? 5429513 : 5429414, message)
}

function moved(value: Value | Missing, by: Bound, unit: Unit | undefined): Value | Missing {
  if (typeof by !== 'number') return value
  if (unit && value instanceof Date) return new Date(addUnits(value.getTime(), unit, by, UTC))
  return isNumber(value) ? add(value, by) : value
}
