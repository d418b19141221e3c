import type { FunctionCall, MessageAi } from '@parley/contracts'
import { fileFigures } from './file-figures.ts'
import { figuresOfCall, givenNumbers, isKnown, workedOut } from './known-figures.ts'
import { maskText } from './mask-text.ts'
import { findNumbers } from './number-tokens.ts'

/** What an answer is held against. */
export interface Evidence {
  text: string
  /** Of this turn. */
  functionCalls: readonly FunctionCall[]
  /** What the person wrote, the question last. */
  questions: readonly string[]
  /** What the model was shown of the person's files. */
  files?: readonly string[]
}

const MARKED_AT_MOST = 100

function isYear(value: number): boolean {
  return value >= 1900 && value <= 2100
}

/**
 * The numbers of an answer that no function result of the turn and no file contains, nor the person gave or could work out from what they
 * gave in one step. Read in any locale, compared at the digits shown; dates, years, durations in days, list numbers, code and links are not
 * looked at. Offsets are UTF-16 units of `text`. Pure.
 */
export function findUnsupportedFigures({
  text,
  functionCalls,
  questions,
  files = [],
}: Evidence): NonNullable<MessageAi['unsupportedFigures']> {
  const given = givenNumbers(questions.at(-1) ?? '')
  const known = [
    ...functionCalls.flatMap(figuresOfCall),
    ...questions.flatMap(givenNumbers),
    ...workedOut(given),
    ...files.flatMap(fileFigures),
  ]
  const isSupported = (token: ReturnType<typeof findNumbers>[number]) =>
    token.readings.some(
      (reading) => isKnown(known, reading, token.isPercent) || (token.isBare && isYear(reading.value)),
    )
  return findNumbers(maskText(text))
    .filter((token) => !isSupported(token))
    .slice(0, MARKED_AT_MOST)
    .map(({ textOffset, length }) => ({ textOffset, length }))
}
