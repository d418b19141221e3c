import { Decimal128, Double } from 'bson'
import { expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, fromPlainValue, type Missing, type Value } from '../values/index.ts'
import { compileExpression, createScope } from './index.ts'

export const NOW = new Date('2026-01-02T03:04:05.678Z')

/** A double that is a whole number; plain integers in tables are ints. */
export const double = (value: number) => new Double(value)
export const decimal = (text: string) => Decimal128.fromString(text)

/** What a row expects of an expression that must fail: MongoDB's code. */
export const fails = (code: number) => ({ failsWith: code })

/** A plain value with bson's Double turned into the double it stands for. */
export function typed(value: unknown): Value {
  return withDoubles(fromPlainValue(value))
}

function withDoubles(value: Value): Value {
  if (Array.isArray(value)) return value.map(withDoubles)
  if (value instanceof Map) return new Map([...value].map(([name, field]) => [name, withDoubles(field)]))
  const other: unknown = value
  return other instanceof Double ? other.value : value
}

export function evaluate(expression: unknown, doc: Doc = new Map()): Value | Missing {
  return compileExpression(typed(expression))(doc, createScope({ now: NOW }))
}

/** An expression over the table's document, and its value, `undefined` for missing, or `fails(code)`. */
export type Row = readonly [expression: unknown, expected: unknown]

/** One test per row; results must be equal in type as well. */
export function table(document: unknown, rows: readonly Row[]): void {
  const doc = typed(document)
  if (!(doc instanceof Map)) throw new TypeError('a table needs a document')
  rows.forEach(([expression, expected], index) => {
    test(`${index}: ${show(expression)}`, () => {
      if (isFailure(expected)) {
        expect(codeOf(() => evaluate(expression, doc))).toBe(expected.failsWith)
      } else {
        expect(evaluate(expression, doc)).toStrictEqual(expected === undefined ? undefined : typed(expected))
      }
    })
  })
}

function isFailure(expected: unknown): expected is { failsWith: number } {
  return typeof expected === 'object' && expected !== null && 'failsWith' in expected
}

/** The code a call fails with; 0 where it does not fail. */
export function codeOf(call: () => unknown): number {
  try {
    call()
    return 0
  } catch (error) {
    if (error instanceof MongoServerFailure) return error.code
    throw error
  }
}

function show(expression: unknown): string {
  return JSON.stringify(expression, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}L` : value))
}
