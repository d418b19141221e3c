import { RE2JS } from 're2js'
import { MongoServerFailure } from '../errors.ts'
import { type RegexCost, regexCost } from './regex-cost.ts'

export interface RegexMatch {
  readonly index: number
  readonly text: string
  readonly captures: (string | undefined)[]
}

/** Text of nested quantifiers this short cannot take many steps either. */
const MOST_NESTED = 12

interface PatternSource {
  readonly regex: RegExp
  /** The same pattern for an engine whose time grows with the text's length only. */
  readonly linear: string
  readonly isCaseInsensitive: boolean
  readonly isMultiline: boolean
  readonly isDotAll: boolean
}

/**
 * A compiled regular expression of which no text can make a match that holds the event loop: where backtracking could take too many
 * steps, a linear engine matches (RE2's algorithm); what only backtracking can match, because it looks around or back, is then refused as
 * MongoDB refuses a match beyond PCRE's limit.
 */
export class Pattern {
  readonly #source: PatternSource
  readonly #cost: RegexCost
  readonly #mostSteps: number
  #linear: RE2JS | null | undefined

  /** `mostSteps`: from so many on, the linear engine matches; 0: always. */
  constructor(source: PatternSource, mostSteps = 1_000_000) {
    this.#source = source
    this.#mostSteps = mostSteps
    this.#cost = regexCost(source.regex.source, source.isMultiline)
  }

  test(text: string): boolean {
    if (this.#isQuick(text)) return this.#source.regex.test(text)
    const linear = this.#linearEngine()
    if (!linear) throw tooManySteps()
    return linear.test(text)
  }

  /** All matches, from left to right. */
  *matchAll(text: string): Generator<RegexMatch, void, undefined> {
    if (this.#isQuick(text)) {
      const { source, flags } = this.#source.regex
      for (const match of text.matchAll(new RegExp(source, `${flags}g`)))
        yield { index: match.index, text: match[0], captures: match.slice(1) }
      return
    }
    const linear = this.#linearEngine()
    // Only a test may overlook that the end of the text takes the line ending before it along.
    if (!linear || text.endsWith('\n')) throw tooManySteps()
    const matcher = linear.matcher(text)
    while (matcher.find()) {
      const captures = Array.from({ length: matcher.groupCount() }, (_, i) => matcher.group(i + 1) ?? undefined)
      yield { index: matcher.start(), text: matcher.group() ?? '', captures }
    }
  }

  #isQuick(text: string): boolean {
    const { degree, optional } = this.#cost
    if (degree === Number.POSITIVE_INFINITY) return text.length <= MOST_NESTED && this.#mostSteps > 0
    const steps = degree + optional <= 1 ? 0 : (text.length + 1) ** degree * 2 ** optional
    return steps < this.#mostSteps
  }

  #linearEngine(): RE2JS | null {
    if (this.#linear === undefined) this.#linear = compileLinear(this.#source)
    return this.#linear
  }
}

function compileLinear({ linear, isCaseInsensitive, isMultiline, isDotAll }: PatternSource): RE2JS | null {
  const flags =
    (isCaseInsensitive ? RE2JS.CASE_INSENSITIVE : 0) |
    (isMultiline ? RE2JS.MULTILINE : 0) |
    (isDotAll ? RE2JS.DOTALL : 0)
  try {
    return RE2JS.compile(linear, flags)
  } catch {
    return null
  }
}

const tooManySteps = (): MongoServerFailure =>
  new MongoServerFailure(
    51156,
    'Error occurred while executing the regular expression. Result code: -47: match limit exceeded',
  )
