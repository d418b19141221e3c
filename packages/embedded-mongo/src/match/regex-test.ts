import { BSONRegExp, BSONSymbol } from 'bson'
import type { Missing, Value } from '../values/index.ts'
import { compileRegex } from '../values/index.ts'

/** A pattern's test: text it matches, or the very same pattern stored as a value. */
export function regexTest({ pattern, options }: BSONRegExp): (value: Value | Missing) => boolean {
  const regex = compileRegex(pattern, options)
  return (value) => {
    if (typeof value === 'string') return regex.test(value)
    if (value instanceof BSONSymbol) return regex.test(value.value)
    return value instanceof BSONRegExp && value.pattern === pattern && value.options === options
  }
}
