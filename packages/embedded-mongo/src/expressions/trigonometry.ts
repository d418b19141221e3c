import { MongoServerFailure } from '../errors.ts'
import { isNullish, isNumber, typeName } from '../values/index.ts'
import { numeric } from './arithmetic.ts'
import type { Operator } from './expression.ts'
import { binary, unary } from './operator.ts'
import { doubleFor } from './powers.ts'
import { printValue } from './print-value.ts'

const EVERYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, '[-inf,inf]'] as const
const FINITE = [-Number.MAX_VALUE, Number.MAX_VALUE, '(-inf,inf)'] as const
const UNIT = [-1, 1, '[-1,1]'] as const
const FROM_ONE = [1, Number.POSITIVE_INFINITY, '[1,inf]'] as const

type Domain = readonly [min: number, max: number, shown: string]

function trigonometric(name: string, [min, max, shown]: Domain, apply: (value: number) => number): Operator {
  return unary(name, (value) => {
    const number = numeric(name, value)
    if (number === null) return null
    const double = doubleFor(name, number)
    if (double < min || double > max) {
      const message = `cannot apply ${name} to ${printValue(number)}, value must be in ${shown}`
      throw new MongoServerFailure(50989, message)
    }
    return apply(double)
  })
}

const atan2 = binary('$atan2', (y, x) => {
  if (isNullish(y) || isNullish(x)) return null
  if (isNumber(y) && isNumber(x)) return Math.atan2(doubleFor('$atan2', y), doubleFor('$atan2', x))
  const found = typeName(isNumber(y) ? x : y)
  throw new MongoServerFailure(51044, `$atan2 only supports numeric types, not ${found}`)
})

export const trigonometryOperators: readonly Operator[] = [
  trigonometric('$sin', FINITE, Math.sin),
  trigonometric('$cos', FINITE, Math.cos),
  trigonometric('$tan', FINITE, Math.tan),
  trigonometric('$asin', UNIT, Math.asin),
  trigonometric('$acos', UNIT, Math.acos),
  trigonometric('$atan', EVERYWHERE, Math.atan),
  trigonometric('$sinh', EVERYWHERE, Math.sinh),
  trigonometric('$cosh', EVERYWHERE, Math.cosh),
  trigonometric('$tanh', EVERYWHERE, Math.tanh),
  trigonometric('$asinh', EVERYWHERE, Math.asinh),
  trigonometric('$acosh', FROM_ONE, Math.acosh),
  trigonometric('$atanh', UNIT, Math.atanh),
  trigonometric('$degreesToRadians', EVERYWHERE, (degrees) => (degrees * Math.PI) / 180),
  trigonometric('$radiansToDegrees', EVERYWHERE, (radians) => (radians * 180) / Math.PI),
  atan2,
]
