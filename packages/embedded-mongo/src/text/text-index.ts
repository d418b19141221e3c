import { type Doc, isNumber, toDouble, type Value } from '../values/index.ts'
import { ENGLISH, findLanguage, type Language } from './language.ts'

/** A text index, read from its specification in the form listIndexes shows. */
export interface TextIndex {
  /** The paths before the text: a query gives each by equality. */
  readonly prefix: readonly string[]
  /** The paths after it, whose values stand beside each posting. */
  readonly suffix: readonly string[]
  readonly weights: ReadonlyMap<string, number>
  /** The documents and arrays of documents on the way to the weighted paths. */
  readonly parents: ReadonlySet<string>
  /** Of `$**`: every text of a document is indexed, with this weight where no other is given. */
  readonly wildcardWeight: number | undefined
  readonly defaultLanguage: Language
  /** The field of a document that names its language. */
  readonly languageOverride: string
}

export const WILDCARD = '$**'

/** Undefined: not a text index. */
export function readTextIndex(spec: Doc): TextIndex | undefined {
  const key = spec.get('key')
  const given = spec.get('weights')
  if (!(key instanceof Map) || key.get('_fts') !== 'text' || !(given instanceof Map)) return undefined
  const weights = new Map([...given].map(([path, weight]) => [path, readWeight(weight)] as const))
  const wildcardWeight = weights.get(WILDCARD)
  weights.delete(WILDCARD)
  const paths = [...key.keys()]
  const language = spec.get('default_language')
  const override = spec.get('language_override')
  return {
    prefix: paths.slice(0, paths.indexOf('_fts')),
    suffix: paths.slice(paths.indexOf('_ftsx') + 1),
    weights,
    parents: new Set([...weights.keys()].flatMap(parentsOf)),
    wildcardWeight,
    defaultLanguage: (typeof language === 'string' ? findLanguage(language) : undefined) ?? ENGLISH,
    languageOverride: typeof override === 'string' ? override : 'language',
  }
}

function parentsOf(path: string): string[] {
  const names = path.split('.')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('.'))
}

const readWeight = (weight: Value): number => (isNumber(weight) ? toDouble(weight) : 1)
