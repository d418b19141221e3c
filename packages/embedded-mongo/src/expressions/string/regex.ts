import { BSONRegExp, Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { compileRegex, isNullish, type Pattern, type RegexMatch, typeName } from '../../values/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, named } from '../operator.ts'

const SHAPE = {
  required: ['input', 'regex'],
  optional: ['options'],
  codes: { notObject: 51103, unknown: 31024, missing: [31022, 31023] },
}

const LARGEST_CACHE = 500
const cache = new Map<string, Pattern>()

/** Patterns are mostly constants, but may come from documents: the last few hundred stay compiled. */
function compiled(pattern: string, options: string): Pattern {
  const key = `${options}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  const regex = compileRegex(pattern, options)
  if (cache.size >= LARGEST_CACHE) cache.clear()
  cache.set(key, regex)
  return regex
}

function regexOperator(
  name: string,
  absent: Value,
  answer: (found: Generator<RegexMatch>, input: string, pattern: Pattern) => Value,
): Operator {
  return named(name, SHAPE, ({ input, regex, options }) => {
    const pattern = patternOf(name, regex, options)
    if (isNullish(input) || pattern === null) return absent
    if (typeof input === 'string') return answer(pattern.matchAll(input), input, pattern)
    throw new MongoServerFailure(51104, `${name} needs 'input' to be of type string`)
  })
}

function patternOf(name: string, regex: Argument, options: Argument): Pattern | null {
  if (!isNullish(options) && typeof options !== 'string') {
    throw new MongoServerFailure(51106, `${name} needs 'options' to be of type string`)
  }
  const flags = typeof options === 'string' ? options : ''
  if (isNullish(regex)) return null
  if (typeof regex === 'string') return compiledFor(name, regex, flags)
  if (!(regex instanceof BSONRegExp)) {
    const message = `${name} needs 'regex' to be of type string or regex, found ${typeName(regex)}`
    throw new MongoServerFailure(51105, message)
  }
  if (flags !== '' && regex.options !== '') {
    throw new MongoServerFailure(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`)
  }
  return compiledFor(name, regex.pattern, flags || regex.options)
}

/** Here a bad pattern has another code than in a filter. */
function compiledFor(name: string, pattern: string, flags: string): Pattern {
  try {
    return compiled(pattern, flags)
  } catch (error) {
    if (!(error instanceof MongoServerFailure) || error.code !== 51091) throw error
    throw new MongoServerFailure(51111, `Invalid Regex in ${name}: ${error.message}`)
  }
}

/** `{ match, idx, captures }`; `idx` counts code points. */
function describe({ index, text, captures }: RegexMatch, input: string): Doc {
  return new Map<string, Value>([
    ['match', text],
    ['idx', new Int32(Array.from(input.slice(0, index)).length)],
    ['captures', captures.map((capture) => capture ?? null)],
  ])
}

export const regexOperators: readonly Operator[] = [
  regexOperator('$regexFind', null, (found, input) => {
    const first = found.next()
    return first.done ? null : describe(first.value, input)
  }),
  regexOperator('$regexFindAll', [], (found, input) => [...found].map((each) => describe(each, input))),
  regexOperator('$regexMatch', false, (_found, input, pattern) => pattern.test(input)),
]
