import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/types.ts'

/** The scores of documents found by `$text`. They go along where a stage makes one document of another. */
const scores = new WeakMap<Doc, number>()
let isUsed = false

/** Stands for the score among the fields of a sort: no field has such a name. */
export const TEXT_SCORE_FIELD = '\0textScore'

export function setTextScore(doc: Doc, score: number | undefined): Doc {
  if (score === undefined) return doc
  isUsed = true
  scores.set(doc, score)
  return doc
}

export const copyTextScore = (from: Doc, to: Doc): Doc => (isUsed ? setTextScore(to, scores.get(from)) : to)

/** The score, of a document found by `$text`. */
export const findTextScore = (doc: Doc): number | undefined => (isUsed ? scores.get(doc) : undefined)

/** Refused where the document was not found by `$text`. */
export function textScoreOf(doc: Doc): number {
  const score = scores.get(doc)
  if (score === undefined)
    throw new MongoServerFailure(40218, 'query requires text score metadata, but it is not available')
  return score
}

export const withTextScore = (doc: Doc): Doc => new Map(doc).set(TEXT_SCORE_FIELD, textScoreOf(doc))
