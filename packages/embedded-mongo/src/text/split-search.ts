export interface SearchParts {
  /** Words to be found, also those of phrases. */
  words: string
  negatedWords: string
  phrases: string[]
  negatedPhrases: string[]
}

/** A quoted phrase (the last one may lack its end) or a word; a minus counts only at the beginning. */
const PART = /(-*)"([^"]*)("|$)|[^\s"]+/g

/**
 * Takes a search string apart: `"a phrase"`, `-word`, `-"a phrase"`. A minus negates only after white space; inside a word it
 * separates two.
 */
export function splitSearch(search: string): SearchParts {
  const words: string[] = []
  const negatedWords: string[] = []
  const phrases: string[] = []
  const negatedPhrases: string[] = []
  for (const match of search.matchAll(PART)) {
    const [part, minus, phrase, end] = match
    const isFirst = match.index === 0 || /\s/.test(search[match.index - 1] ?? '')
    if (phrase === undefined) {
      if (isFirst && part.startsWith('-')) negate(part, words, negatedWords)
      else words.push(part)
      continue
    }
    const isNegated = isFirst && minus !== ''
    if (!isNegated) words.push(phrase)
    if (end === '"' && phrase !== '') (isNegated ? negatedPhrases : phrases).push(phrase)
  }
  return { words: words.join(' '), negatedWords: negatedWords.join(' '), phrases, negatedPhrases }
}

/** `-pre-market` negates its first word only. */
function negate(part: string, words: string[], negatedWords: string[]): void {
  const [first = '', ...others] = part.replace(/^-+/, '').split('-')
  negatedWords.push(first)
  words.push(...others)
}
