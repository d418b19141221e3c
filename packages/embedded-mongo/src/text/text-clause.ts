import { MongoServerFailure } from '../errors.ts'
import { decodeDocument, decodePaths, type FieldPaths } from '../values/index.ts'
import { isOneTermEnough, matchText } from './match-text.ts'
import { textPaths } from './text-fields.ts'
import type { TextIndex } from './text-index.ts'
import { compileTextQuery, type TextArgument, type TextQuery } from './text-query.ts'

interface Bound {
  readonly index: TextIndex
  readonly query: TextQuery
  /** Undefined: the whole document. */
  readonly paths: FieldPaths | undefined
}

/** The `$text` of a compiled filter. It cannot answer before it is told the collection's text index. */
export class TextClause {
  readonly #argument: TextArgument
  #bound: Bound | undefined

  constructor(argument: TextArgument) {
    this.#argument = argument
  }

  bind(index: TextIndex): void {
    this.#bound = { index, query: compileTextQuery(this.#argument, index.defaultLanguage), paths: textPaths(index) }
  }

  /** Whether a stored document meets it; nothing but the indexed texts is decoded. `hasTerm`: the index has found one of the terms in it. */
  matches(bytes: Uint8Array, hasTerm: boolean): boolean {
    if (!this.#bound) throw textIndexRequired()
    const { index, query, paths } = this.#bound
    if (hasTerm && isOneTermEnough(query)) return true
    return matchText(query, index, paths ? decodePaths(bytes, paths) : decodeDocument(bytes), hasTerm)
  }
}

export const textIndexRequired = (): MongoServerFailure =>
  new MongoServerFailure('IndexNotFound', 'text index required for $text query')
