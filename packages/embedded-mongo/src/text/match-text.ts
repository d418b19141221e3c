import type { Doc } from '../values/index.ts'
import { foldText } from './fold.ts'
import { textFields } from './text-fields.ts'
import type { TextIndex } from './text-index.ts'
import type { TextQuery } from './text-query.ts'
import { tokenize } from './tokenize.ts'

/** Whether that one of a search's terms is in a document is all there is to ask. */
export const isOneTermEnough = (query: TextQuery): boolean =>
  !isExact(query) && query.negatedTerms.size === 0 && query.phrases.length === 0 && query.negatedPhrases.length === 0

/** Whether a document meets a search. `hasTerm`: the index has already found one of the terms in it. */
export function matchText(query: TextQuery, index: TextIndex, doc: Doc, hasTerm: boolean): boolean {
  const { exactTerms, negatedTerms, phrases, negatedPhrases } = query
  const isTermKnown = hasTerm && !isExact(query)
  const fields = [...textFields(index, doc)]
  const has = (terms: ReadonlySet<string>) =>
    terms.size > 0 &&
    fields.some(({ text, language }) => {
      for (const term of tokenize(text, language, query)) if (terms.has(term)) return true
      return false
    })
  if (!isTermKnown && !has(exactTerms)) return false
  if (has(negatedTerms)) return false
  if (phrases.length === 0 && negatedPhrases.length === 0) return true
  const texts: string[] = []
  // Folded when first looked at: mostly one of the first has it.
  const textAt = (at: number, text: string) => {
    texts[at] ??= foldText(text, query)
    return texts[at]
  }
  const contains = (phrase: string) => {
    const wanted = foldText(phrase, query)
    return fields.some(({ text }, at) => textAt(at, text).includes(wanted))
  }
  return phrases.every(contains) && !negatedPhrases.some(contains)
}

const isExact = ({ caseSensitive, diacriticSensitive }: TextQuery): boolean => caseSensitive || diacriticSensitive
