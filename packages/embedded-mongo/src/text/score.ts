import type { Doc } from '../values/index.ts'
import { INSENSITIVE } from './fold.ts'
import { type TextField, textFields } from './text-fields.ts'
import type { TextIndex } from './text-index.ts'
import { tokenize } from './tokenize.ts'

/** What each term of a document adds to its text score: the sum over the indexed texts it stands in. */
export function scoreDocument(index: TextIndex, doc: Doc): Map<string, number> {
  const scores = new Map<string, number>()
  for (const field of textFields(index, doc)) addScores(field, scores)
  return scores
}

/**
 * MongoDB's formula: each further occurrence of a term in a text counts half of the one before; terms that make up more of the
 * text count up to twice as much; one that is the whole text a tenth more; all times the weight.
 */
function addScores({ text, weight, language }: TextField, scores: Map<string, number>): void {
  const counts = new Map<string, number>()
  let total = 0
  for (const term of tokenize(text, language, INSENSITIVE)) {
    counts.set(term, (counts.get(term) ?? 0) + 1)
    total += 1
  }
  for (const [term, count] of counts) {
    const frequency = 2 - 2 ** (1 - count)
    const share = 0.5 + (0.5 * count) / total
    const whole = text.length === term.length && text.toLowerCase() === term ? 1.1 : 1
    scores.set(term, (scores.get(term) ?? 0) + weight * frequency * share * whole)
  }
}
