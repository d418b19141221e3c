import { MongoServerFailure } from '../../errors.ts'
import { isNullish, isNumber, isTypeName, type TypeName, toDouble, typeName, typeNameOf } from '../../values/index.ts'
import type { Value } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, namedOperands, unary } from '../operator.ts'
import { conversionFailure, NO_ON_ERROR } from './failure.ts'
import { type Converter, toDecimalValue, toDoubleValue, toInt, toLong } from './numbers.ts'
import { toBool, toDate, toObjectId, toText } from './others.ts'

const CONVERTERS: ReadonlyMap<TypeName, Converter> = new Map<TypeName, Converter>([
  ['bool', toBool],
  ['date', toDate],
  ['decimal', toDecimalValue],
  ['double', toDoubleValue],
  ['int', toInt],
  ['long', toLong],
  ['objectId', toObjectId],
  ['string', toText],
])

function convertTo(value: Value, target: TypeName): Value {
  const converted = CONVERTERS.get(target)?.(value)
  if (converted !== undefined) return converted
  throw conversionFailure(`Unsupported conversion from ${typeName(value)} to ${target} ${NO_ON_ERROR}`)
}

function targetType(to: Argument): TypeName | null {
  if (isNullish(to)) return null
  if (typeof to === 'string') {
    if (isTypeName(to)) return to
    throw new MongoServerFailure('BadValue', `Unknown type name: ${to}`)
  }
  if (!isNumber(to)) {
    throw new MongoServerFailure('FailedToParse', "$convert's 'to' argument must be a string or number")
  }
  try {
    return typeNameOf(toDouble(to))
  } catch {
    throw new MongoServerFailure(
      'FailedToParse',
      `In $convert, numeric value for 'to' does not correspond to a BSON type: ${toDouble(to)}`,
    )
  }
}

const convert: Operator = {
  name: '$convert',
  compile(argument, context) {
    const fields = namedOperands('$convert', argument, { required: ['input', 'to'], optional: ['onError', 'onNull'] })
    const part = (name: string) => {
      const value = fields.get(name)
      return value === undefined ? undefined : context.compile(value)
    }
    const input = part('input')
    const to = part('to')
    const onNull = part('onNull')
    const onError = part('onError')
    return (doc, scope) => {
      const value = input?.(doc, scope)
      const target = targetType(to?.(doc, scope))
      if (value === undefined || isNullish(value)) return onNull ? onNull(doc, scope) : null
      if (target === null) return null
      try {
        return convertTo(value, target)
      } catch (error) {
        if (onError && error instanceof MongoServerFailure && error.codeName === 'ConversionFailure')
          return onError(doc, scope)
        throw error
      }
    }
  },
}

function shorthand(name: string, target: TypeName): Operator {
  return unary(name, (value) => (value === undefined || isNullish(value) ? null : convertTo(value, target)))
}

const type = unary('$type', (value) => typeName(value))

const isNumberOperator = unary('$isNumber', (value) => isNumber(value))

export const conversionOperators: readonly Operator[] = [
  convert,
  type,
  isNumberOperator,
  shorthand('$toBool', 'bool'),
  shorthand('$toDate', 'date'),
  shorthand('$toDecimal', 'decimal'),
  shorthand('$toDouble', 'double'),
  shorthand('$toInt', 'int'),
  shorthand('$toLong', 'long'),
  shorthand('$toObjectId', 'objectId'),
  shorthand('$toString', 'string'),
]
