import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { named } from '../operator.ts'
import { printValue } from '../print-value.ts'
import { codePoints } from './text.ts'

/** What is trimmed unless `chars` says otherwise: the null character and the spaces of the manual's table. */
const WHITESPACE = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'

const SHAPE = {
  required: ['input'],
  optional: ['chars'],
  codes: { notObject: 50696, unknown: 50694, missing: 50695 },
}

function trimming(name: string, atStart: boolean, atEnd: boolean): Operator {
  return named(name, SHAPE, (fields) => {
    const { input, chars } = fields
    if (isNullish(input)) return null
    if (typeof input !== 'string') {
      const message = `${name} requires its input to be a string, got ${printValue(input)} (of type ${typeName(input)}) instead.`
      throw new MongoServerFailure(50699, message)
    }
    if ('chars' in fields && isNullish(chars)) return null
    if (chars !== undefined && typeof chars !== 'string') {
      const found = `${printValue(chars)} (of type ${typeName(chars)})`
      throw new MongoServerFailure(50700, `${name} requires 'chars' to be a string, got ${found} instead.`)
    }
    const removed = new Set(codePoints(typeof chars === 'string' ? chars : WHITESPACE))
    const text = codePoints(input)
    let start = 0
    let stop = text.length
    while (atStart && start < stop && removed.has(text[start] ?? '')) start++
    while (atEnd && stop > start && removed.has(text[stop - 1] ?? '')) stop--
    return text.slice(start, stop).join('')
  })
}

export const trimOperators: readonly Operator[] = [
  trimming('$trim', true, true),
  trimming('$ltrim', true, false),
  trimming('$rtrim', false, true),
]
