import { BSONRegExp, Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { compileRegex, isNullish, typeName } from '../../values/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import type { Operator } from '../expression.ts'
import { type Argument, named } from '../operator.ts'

const SHAPE = {
  required: ['input', 'regex'],
  optional: ['options'],
  codes: { notObject: 51103, unknown: 31024, missing: [31022, 31023] },
}

const LARGEST_CACHE = 500
const cache = new Map<string, RegExp>()

/** Patterns are mostly constants, but may come from documents: the last few hundred stay compiled. */
function compiled(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  const source = compileRegex(pattern, options)
  const regex = new RegExp(source.source, `${source.flags.replace(/[gy]/g, '')}g`)
  if (cache.size >= LARGEST_CACHE) cache.clear()
  cache.set(key, regex)
  return regex
}

interface Found {
  index: number
  text: string
  captures: (string | undefined)[]
}

function* matches(input: string, regex: RegExp): Generator<Found> {
  for (const found of input.matchAll(regex)) {
    yield { index: found.index, text: found[0], captures: found.slice(1) }
  }
}

function regexOperator(
  name: string,
  absent: Value,
  answer: (found: Generator<Found>, input: string) => Value,
): Operator {
  return named(name, SHAPE, ({ input, regex, options }) => {
    const pattern = patternOf(name, regex, options)
    if (isNullish(input) || pattern === null) return absent
    if (typeof input === 'string') return answer(matches(input, pattern), input)
    throw new MongoServerFailure(51104, `${name} needs 'input' to be of type string`)
  })
}

function patternOf(name: string, regex: Argument, options: Argument): RegExp | null {
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
function compiledFor(name: string, pattern: string, flags: string): RegExp {
  try {
    return compiled(pattern, flags)
  } catch (error) {
    if (!(error instanceof MongoServerFailure) || error.code !== 51091) throw error
    throw new MongoServerFailure(51111, `Invalid Regex in ${name}: ${error.message}`)
  }
}

/** `{ match, idx, captures }`; `idx` counts code points. */
function describe({ index, text, captures }: Found, input: string): Doc {
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
  regexOperator('$regexMatch', false, (found) => !found.next().done),
]
