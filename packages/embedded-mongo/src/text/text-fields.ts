import { MongoServerFailure } from '../errors.ts'
import { type Doc, FieldPaths, type Value } from '../values/index.ts'
import { findLanguage, type Language } from './language.ts'
import type { TextIndex } from './text-index.ts'

/** One indexed text of a document. */
export interface TextField {
  readonly text: string
  readonly weight: number
  readonly language: Language
}

/**
 * The texts of a document a text index is about: strings at its paths, also inside arrays and arrays of documents. A document's
 * own language holds for what is inside it.
 */
export function* textFields(index: TextIndex, doc: Doc): Generator<TextField, void, undefined> {
  yield* fieldsOf(index, doc, '', languageOf(index, doc, index.defaultLanguage))
}

/** Where in a document `textFields` looks; undefined: everywhere. */
export function textPaths({ weights, parents, wildcardWeight, languageOverride }: TextIndex): FieldPaths | undefined {
  if (wildcardWeight !== undefined) return undefined
  const languages = [...parents].map((parent) => `${parent}.${languageOverride}`)
  return new FieldPaths([...weights.keys(), languageOverride, ...languages])
}

function* fieldsOf(index: TextIndex, doc: Doc, parent: string, language: Language): Generator<TextField> {
  for (const [name, value] of doc) {
    if (index.wildcardWeight !== undefined && name === index.languageOverride) continue
    const path = parent === '' ? name : `${parent}.${name}`
    if (!isWanted(index, path)) continue
    if (Array.isArray(value)) {
      // An array directly inside an array is not gone through.
      for (const element of value) if (!Array.isArray(element)) yield* fieldsAt(index, element, path, language)
    } else yield* fieldsAt(index, value, path, language)
  }
}

function* fieldsAt(index: TextIndex, value: Value, path: string, language: Language): Generator<TextField> {
  if (typeof value === 'string') {
    const weight = index.weights.get(path) ?? index.wildcardWeight
    if (weight !== undefined) yield { text: value, weight, language }
  } else if (value instanceof Map) yield* fieldsOf(index, value, path, languageOf(index, value, language))
}

const isWanted = ({ weights, parents, wildcardWeight }: TextIndex, path: string): boolean =>
  wildcardWeight !== undefined || weights.has(path) || parents.has(path)

function languageOf(index: TextIndex, doc: Doc, inherited: Language): Language {
  const name = doc.get(index.languageOverride)
  if (name === undefined) return inherited
  if (typeof name !== 'string')
    throw new MongoServerFailure(17261, 'found language override field in document with non-string type')
  const language = findLanguage(name)
  if (!language) throw new MongoServerFailure(17262, `language override unsupported: ${name}`)
  return language
}
