import { MongoServerFailure } from '../../errors.ts'
import { isNumber, toDouble, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type Argument, variadic } from '../operator.ts'
import { codePoints, coerceToText } from './text.ts'

function whole(name: string, what: string, code: number, value: Argument): number {
  if (isNumber(value)) return Math.trunc(toDouble(value))
  throw new MongoServerFailure(code, `${name}:  ${what} must be a numeric type (is BSON type ${typeName(value)})`)
}

/** By bytes; a cut inside a character is refused. A negative length takes the rest. */
function byBytes(name: string): Operator {
  return variadic(name, [3, 3], ([value, from, count]) => {
    const bytes = Buffer.from(coerceToText(value))
    const start = whole(name, 'starting index', 16034, from)
    const length = whole(name, 'length', 16035, count)
    if (start < 0) {
      throw new MongoServerFailure(50752, `${name}: starting index must be non-negative (got: ${start})`)
    }
    const stop = length < 0 ? bytes.length : Math.min(bytes.length, start + length)
    if (isContinuation(bytes[start])) {
      throw new MongoServerFailure(28656, `${name}:  Invalid range, starting index is a UTF-8 continuation byte.`)
    }
    if (isContinuation(bytes[stop])) {
      throw new MongoServerFailure(
        28657,
        `${name}:  Invalid range, ending index is in the middle of a UTF-8 character.`,
      )
    }
    return bytes.subarray(start, Math.max(start, stop)).toString()
  })
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

const substrCP = variadic('$substrCP', [3, 3], ([value, from, count]) => {
  const text = codePoints(coerceToText(value))
  const start = index('starting index', 34450, 34451, from)
  const length = index('length', 34452, 34453, count)
  if (length < 0) throw new MongoServerFailure(34454, '$substrCP: length must be a nonnegative integer.')
  if (start < 0) {
    throw new MongoServerFailure(34455, '$substrCP: the starting index must be nonnegative integer.')
  }
  return text.slice(start, start + length).join('')
})

function index(what: string, notNumber: number, notInteger: number, value: Argument): number {
  if (!isNumber(value)) {
    const found = typeName(value)
    throw new MongoServerFailure(notNumber, `$substrCP: ${what} must be a numeric type (is BSON type ${found})`)
  }
  const number = toDouble(value)
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number
  const message = `$substrCP: ${what} must be representable as a 32-bit integral value (found: ${number})`
  throw new MongoServerFailure(notInteger, message)
}

export const substringOperators: readonly Operator[] = [byBytes('$substr'), byBytes('$substrBytes'), substrCP]
