import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/index.ts'
import { matchText } from './match-text.ts'
import type { TextIndex } from './text-index.ts'
import { compileTextQuery, type TextArgument, type TextQuery } from './text-query.ts'

/** The `$text` of a compiled filter. It cannot answer before it is told the collection's text index. */
export class TextClause {
  readonly #argument: TextArgument
  #bound: { index: TextIndex; query: TextQuery } | undefined

  constructor(argument: TextArgument) {
    this.#argument = argument
  }

  bind(index: TextIndex): void {
    this.#bound = { index, query: compileTextQuery(this.#argument, index.defaultLanguage) }
  }

  matches(doc: Doc, hasTerm: boolean): boolean {
    if (!this.#bound) throw textIndexRequired()
    return matchText(this.#bound.query, this.#bound.index, doc, hasTerm)
  }
}

export const textIndexRequired = (): MongoServerFailure =>
  new MongoServerFailure('IndexNotFound', 'text index required for $text query')
