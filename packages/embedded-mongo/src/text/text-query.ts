import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/index.ts'
import { INSENSITIVE, type Sensitivity } from './fold.ts'
import { findLanguage, type Language } from './language.ts'
import { type PhraseTraces, phraseTraces } from './phrase-signature.ts'
import { splitSearch } from './split-search.ts'
import { tokenize } from './tokenize.ts'

/** The argument of `$text`, checked. */
export interface TextArgument extends Sensitivity {
  readonly search: string
  /** Undefined: that of the index. */
  readonly language: Language | undefined
}

/** A search, taken apart. A document meets it with one of the terms, all phrases, and nothing that is negated. */
export interface TextQuery extends Sensitivity {
  /** As they stand in the index. */
  readonly terms: ReadonlySet<string>
  /** As a document must have them: `terms` unless case or diacritics matter. */
  readonly exactTerms: ReadonlySet<string>
  readonly negatedTerms: ReadonlySet<string>
  readonly phrases: readonly string[]
  readonly negatedPhrases: readonly string[]
  /** What the entries of a document with all phrases have; undefined without phrases. */
  readonly phraseTraces: PhraseTraces | undefined
}

const FIELDS = ['$search', '$language', '$caseSensitive', '$diacriticSensitive']

/** https://www.mongodb.com/docs/manual/reference/operator/query/text/ */
export function parseTextArgument(argument: Doc): TextArgument {
  for (const name of argument.keys())
    if (!FIELDS.includes(name)) throw new MongoServerFailure('BadValue', `extra fields in $text: ${name}`)
  const search = argument.get('$search')
  if (search === undefined) throw new MongoServerFailure('NoSuchKey', 'Missing expected field "$search"')
  if (typeof search !== 'string') throw wrongType('$search', 'string')
  const language = argument.get('$language')
  if (language !== undefined && typeof language !== 'string') throw wrongType('$language', 'string')
  const found = language === undefined ? undefined : findLanguage(language)
  if (language !== undefined && !found)
    throw new MongoServerFailure('BadValue', `unsupported language: "${language}" for text index version 3`)
  return {
    search,
    language: found,
    caseSensitive: flag(argument, '$caseSensitive'),
    diacriticSensitive: flag(argument, '$diacriticSensitive'),
  }
}

function flag(argument: Doc, name: string): boolean {
  const value = argument.get(name)
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(name, 'boolean')
  return value === true
}

const wrongType = (name: string, type: string): MongoServerFailure =>
  new MongoServerFailure('TypeMismatch', `"${name}" had the wrong type. Expected ${type}`)

/** The search in the words of an index whose default language is given. */
export function compileTextQuery(argument: TextArgument, defaultLanguage: Language): TextQuery {
  const language = argument.language ?? defaultLanguage
  const { caseSensitive, diacriticSensitive } = argument
  const sensitivity = { caseSensitive, diacriticSensitive }
  const { words, negatedWords, phrases, negatedPhrases } = splitSearch(argument.search)
  return {
    ...sensitivity,
    terms: new Set(tokenize(words, language, INSENSITIVE)),
    exactTerms: new Set(tokenize(words, language, sensitivity)),
    negatedTerms: new Set(tokenize(negatedWords, language, sensitivity)),
    phrases,
    negatedPhrases,
    phraseTraces: phrases.length > 0 ? phraseTraces(phrases) : undefined,
  }
}
