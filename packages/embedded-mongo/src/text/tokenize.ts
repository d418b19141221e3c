import { type Sensitivity, withoutDiacritics } from './fold.ts'
import type { Language } from './language.ts'

/**
 * What stands between words: dashes, hyphens, pattern syntax, quotation marks, terminal punctuation and white space
 * (https://www.mongodb.com/docs/manual/core/link-text-indexes/, version 3).
 */
const DELIMITERS =
  '\\p{Dash}\\p{Pattern_Syntax}\\p{Quotation_Mark}\\p{Terminal_Punctuation}\\p{White_Space}\\u00AD\\u30FB\\uFF65\\u0000'
const BETWEEN_WORDS = new RegExp(`[${DELIMITERS}]+`, 'u')
const BETWEEN_ENGLISH_WORDS = new RegExp(`(?:(?!')[${DELIMITERS}])+`, 'u')

/** The stems of a text's words, in order. */
export function* tokenize(
  text: string,
  language: Language,
  options: Sensitivity & { keepStopWords?: boolean },
): Generator<string, void, undefined> {
  const { caseSensitive, diacriticSensitive, keepStopWords = false } = options
  for (const word of text.split(language.keepsApostrophes ? BETWEEN_ENGLISH_WORDS : BETWEEN_WORDS)) {
    if (word === '') continue
    const lower = language.toLowerCase(word)
    if (!keepStopWords && language.stopWords.has(lower)) continue
    const stem = language.stem(caseSensitive ? word : lower)
    const token = diacriticSensitive ? stem : withoutDiacritics(stem)
    if (token !== '') yield token
  }
}

/** The words of a text as they stand in it. */
export const splitWords = (text: string): string[] => text.split(BETWEEN_WORDS).filter((word) => word !== '')
