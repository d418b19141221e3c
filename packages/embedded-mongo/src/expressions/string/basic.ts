import { Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { compareUtf8, isNullish, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type Argument, binary, unary, variadic } from '../operator.ts'
import { codePoints, coerceToText } from './text.ts'

const concat = variadic('$concat', [0, Number.POSITIVE_INFINITY], (values) => {
  let text = ''
  for (const value of values) {
    if (isNullish(value)) return null
    if (typeof value !== 'string') {
      throw new MongoServerFailure(16702, `$concat only supports strings, not ${typeName(value)}`)
    }
    text += value
  }
  return text
})

const split = binary('$split', (text, separator) => {
  if (isNullish(text) || isNullish(separator)) return null
  const needs = '$split requires an expression that evaluates to a string as a'
  if (typeof text !== 'string') {
    throw new MongoServerFailure(40085, `${needs} first argument, found: ${typeName(text)}`)
  }
  if (typeof separator !== 'string') {
    throw new MongoServerFailure(40086, `${needs} second argument, found: ${typeName(separator)}`)
  }
  if (separator === '') throw new MongoServerFailure(40087, '$split requires a non-empty separator')
  return text.split(separator)
})

/** MongoDB changes the case of ASCII letters only. */
const toLower = unary('$toLower', (value) => coerceToText(value).replace(/[A-Z]+/g, (run) => run.toLowerCase()))

const toUpper = unary('$toUpper', (value) => upper(coerceToText(value)))

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (run) => run.toUpperCase())
}

const strcasecmp = binary('$strcasecmp', (left, right) => {
  const order = compareUtf8(upper(coerceToText(left)), upper(coerceToText(right)))
  return new Int32(Math.sign(order))
})

function length(name: string, code: number, measure: (text: string) => number): Operator {
  return unary(name, (value) => {
    if (typeof value === 'string') return new Int32(measure(value))
    throw new MongoServerFailure(code, `${name} requires a string argument, found: ${typeName(value)}`)
  })
}

/** Text cut into the units an operator counts in. */
type Units = (text: string) => readonly (string | number)[]

function indexOf(name: string, codes: readonly [number, number], units: Units): Operator {
  return variadic(name, [2, 4], (values) => {
    const [text, wanted] = values
    if (isNullish(text)) return null
    if (typeof text !== 'string') {
      throw new MongoServerFailure(
        codes[0],
        `${name} requires a string as the first argument, found: ${typeName(text)}`,
      )
    }
    if (typeof wanted !== 'string') {
      const found = typeName(wanted)
      throw new MongoServerFailure(codes[1], `${name} requires a string as the second argument, found: ${found}`)
    }
    const haystack = units(text)
    const start = values.length > 2 ? bound(name, 'starting', values[2]) : 0
    const stop = values.length > 3 ? bound(name, 'ending', values[3]) : haystack.length
    return new Int32(find(haystack, units(wanted), start, Math.min(stop, haystack.length)))
  })
}

function find(units: readonly unknown[], wanted: readonly unknown[], start: number, stop: number): number {
  for (let index = start; index + wanted.length <= stop; index++) {
    if (wanted.every((unit, offset) => units[index + offset] === unit)) return index
  }
  return -1
}

function bound(name: string, which: string, value: Argument): number {
  const index = value instanceof Int32 ? value.value : typeof value === 'bigint' ? Number(value) : value
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    const found = typeName(value)
    throw new MongoServerFailure(40096, `${name} requires an integral ${which} index, found a value of type: ${found}`)
  }
  if (index >= 0) return index
  throw new MongoServerFailure(40097, `${name} requires a nonnegative ${which} index, found: ${index}`)
}

export const basicStringOperators: readonly Operator[] = [
  concat,
  split,
  toLower,
  toUpper,
  strcasecmp,
  length('$strLenCP', 34471, (text) => codePoints(text).length),
  length('$strLenBytes', 34473, (text) => Buffer.byteLength(text)),
  indexOf('$indexOfCP', [40093, 40094], codePoints),
  indexOf('$indexOfBytes', [40091, 40092], (text) => [...Buffer.from(text)]),
]
