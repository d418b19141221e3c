import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { isNumber, type Missing, toDouble, type Value } from '../values/index.ts'
import { eachValue, type FieldOperator } from './field-test.ts'
import { toInteger } from './integer.ts'
import { regexTest } from './regex-test.ts'

const $regex: FieldOperator = (argument, _context, siblings) => {
  const options = siblings.get('$options')
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoServerFailure('BadValue', '$options has to be a string')
  }
  if (argument instanceof BSONRegExp) {
    if (options !== undefined && argument.options !== '') {
      throw new MongoServerFailure(51075, 'options set in both $regex and $options')
    }
    return eachValue(regexTest(regexOf(argument.pattern, options ?? argument.options)))
  }
  if (typeof argument !== 'string') throw new MongoServerFailure('BadValue', '$regex has to be a string')
  return eachValue(regexTest(regexOf(argument, options ?? '')))
}

function regexOf(pattern: string, options: string): BSONRegExp {
  if (pattern.includes('\0')) {
    throw new MongoServerFailure('BadValue', 'Regular expression cannot contain an embedded null byte')
  }
  const regex = new BSONRegExp(pattern, '')
  regex.options = [...options].sort().join('')
  return regex
}

/** Read together with `$regex`. */
const $options: FieldOperator = (_argument, _context, siblings) => {
  if (!siblings.has('$regex')) throw new MongoServerFailure('BadValue', '$options needs a $regex')
  return { kind: 'and', tests: [] }
}

const $mod: FieldOperator = (argument) => {
  if (!Array.isArray(argument)) throw new MongoServerFailure('BadValue', 'malformed mod, needs to be an array')
  const [divisor, remainder] = argument
  if (argument.length < 2) throw new MongoServerFailure('BadValue', 'malformed mod, not enough elements')
  if (argument.length > 2) throw new MongoServerFailure('BadValue', 'malformed mod, too many elements')
  if (!isNumber(divisor)) throw new MongoServerFailure('BadValue', 'malformed mod, divisor not a number')
  if (!isNumber(remainder)) throw new MongoServerFailure('BadValue', 'malformed mod, remainder not a number')
  const by = integerOrRefuse(divisor, 'divisor')
  const rest = integerOrRefuse(remainder, 'remainder')
  if (by === 0n) throw new MongoServerFailure('BadValue', 'divisor cannot be 0')
  return eachValue((value) => {
    const integer = toInteger(value)
    return integer !== undefined && integer % by === rest
  })
}

function integerOrRefuse(value: Value | Missing, name: string): bigint {
  const integer = toInteger(value)
  if (integer !== undefined) return integer
  const hasValue = isNumber(value) && Number.isFinite(toDouble(value))
  const reason = hasValue ? 'Out of bounds coercing to integral value' : 'Unable to coerce NaN/Inf to integral type'
  throw new MongoServerFailure('BadValue', `malformed mod, ${name} value is invalid :: caused by :: ${reason}`)
}

export const evaluationOperators: Readonly<Record<string, FieldOperator>> = { $regex, $options, $mod }
