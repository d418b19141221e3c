import { MongoServerFailure } from '../../errors.ts'
import { LENGTHS, unitOf } from '../../expressions/date/unit.ts'
import { readPath } from '../../expressions/index.ts'
import { isNullish, isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Doc, Missing, Value } from '../../values/types.ts'
import { WHOLE } from './bounds.ts'
import type { WindowContext, WindowFunction } from './window-function.ts'

/** Where a document stands on the sort axis and what its input is; undefined where there is no number. */
interface Point {
  x: number
  y: number | undefined
}

type Summary = (points: readonly Point[]) => Value

function overPoints(name: string, summarise: Summary): WindowFunction {
  return {
    name,
    compile(argument, context) {
      const { stage, sortBy, window } = context
      const [only] = sortBy
      if (!only || sortBy.length > 1)
        throw new MongoServerFailure('FailedToParse', `${name} requires a sortBy of one field`)
      if (name === '$derivative' && !window) {
        throw new MongoServerFailure('FailedToParse', `${name} requires explicit window bounds`)
      }
      const { input, scale } = parse(name, argument, context)
      return (docs) => {
        const points = docs.map((doc) => ({
          x: position(name, readPath(doc, only.names, 0)) / scale,
          y: numberOf(name, input(doc, stage.scope)),
        }))
        const range = (window ?? WHOLE)(docs)
        return docs.map((_doc: Doc, index) => summarise(points.slice(...range(index))))
      }
    },
  }
}

function parse(name: string, argument: Value, { stage }: WindowContext) {
  if (!(argument instanceof Map)) throw new MongoServerFailure('FailedToParse', `${name} must be an object`)
  for (const field of argument.keys()) {
    if (field === 'input' || field === 'unit') continue
    throw new MongoServerFailure('FailedToParse', `${name} got unexpected argument: ${field}`)
  }
  const unit = argument.get('unit')
  const wanted = unit === undefined ? 'millisecond' : unitOf(name, unit)
  if (wanted === 'year' || wanted === 'quarter' || wanted === 'month') {
    throw new MongoServerFailure(5490704, 'unit must be week or smaller')
  }
  return { input: stage.expression(argument.get('input') ?? null), scale: unit === undefined ? 1 : LENGTHS[wanted] }
}

function position(name: string, value: Value | Missing): number {
  if (value instanceof Date) return value.getTime()
  if (isNumber(value)) return toDouble(value)
  throw new MongoServerFailure(
    5624902,
    `${name} expects the sortBy field to be numeric or a date, not ${typeName(value)}`,
  )
}

function numberOf(name: string, value: Value | Missing): number | undefined {
  if (isNullish(value)) return undefined
  if (isNumber(value)) return toDouble(value)
  throw new MongoServerFailure(5624903, `${name} expects numbers as input, not ${typeName(value)}`)
}

/** The slope between the ends of the window. */
const derivative: Summary = (points) => {
  const [first, last] = [points[0], points.at(-1)]
  if (first?.y === undefined || last?.y === undefined || last.x === first.x) return null
  return (last.y - first.y) / (last.x - first.x)
}

/** The area under the window by trapezoids. */
const integral: Summary = (points) => {
  let area = 0
  let last: { x: number; y: number } | undefined
  for (const { x, y } of points) {
    if (y === undefined) continue
    if (last) area += ((last.y + y) * (x - last.x)) / 2
    last = { x, y }
  }
  return last ? area : null
}

const expMovingAvg: WindowFunction = {
  name: '$expMovingAvg',
  compile(argument, { stage, sortBy, window }) {
    if (!(argument instanceof Map)) throw new MongoServerFailure('FailedToParse', '$expMovingAvg must have an object')
    if (sortBy.length === 0 || window) {
      throw new MongoServerFailure('FailedToParse', '$expMovingAvg requires an explicit sortBy and takes no window')
    }
    const input = stage.expression(argument.get('input') ?? null)
    const alpha = weight(argument)
    return (docs) => {
      let average: number | undefined
      return docs.map((doc) => {
        const value = numberOf('$expMovingAvg', input(doc, stage.scope))
        if (value !== undefined) average = average === undefined ? value : value * alpha + average * (1 - alpha)
        return average ?? null
      })
    }
  },
}

function weight(argument: Doc): number {
  const n = argument.get('N')
  const alpha = argument.get('alpha')
  if ((n === undefined) === (alpha === undefined)) {
    throw new MongoServerFailure('FailedToParse', '$expMovingAvg must have exactly one of an N or an alpha field')
  }
  const value = isNumber(n) ? 2 / (toDouble(n) + 1) : isNumber(alpha) ? toDouble(alpha) : Number.NaN
  if (value > 0 && value <= 1) return value
  throw new MongoServerFailure(
    'FailedToParse',
    "'alpha' must be between 0 and 1 (exclusive), and 'N' a positive integer",
  )
}

export const rateFunctions: readonly WindowFunction[] = [
  overPoints('$derivative', derivative),
  overPoints('$integral', integral),
  expMovingAvg,
]
