import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import { findLanguage } from '../text/index.ts'
import { type Doc, isNumber, toDouble, type Value } from '../values/index.ts'

export const TEXT_OPTIONS = ['weights', 'default_language', 'language_override', 'textIndexVersion']

const MAX_WEIGHT = 100_000
const refuse = (message: string): MongoServerFailure => new MongoServerFailure('CannotCreateIndex', message)

export const isTextPattern = (key: Doc): boolean => [...key.values()].includes('text')

/** The key as MongoDB stores it: the adjacent text paths become `_fts` and `_ftsx`; others stay, before and after. */
export function textPattern(key: Doc): Doc {
  if (key.get('_fts') === 'text') return key
  const pattern: Doc = new Map()
  let last: Value | undefined
  for (const [path, kind] of key) {
    if (path === '_fts' || path === '_ftsx') throw refuse('text index with reserved fields _fts/_ftsx not allowed')
    if (kind !== 'text') {
      if (!isNumber(kind) || Math.abs(toDouble(kind)) !== 1)
        throw refuse('expected value 1 or -1 for non-text key in compound index')
      pattern.set(path, kind)
    } else if (!pattern.has('_fts')) pattern.set('_fts', 'text').set('_ftsx', new Int32(1))
    else if (last !== 'text') throw refuse("'text' fields in index must all be adjacent")
    last = kind
  }
  return pattern
}

/** The options of a text index, in the order in which listIndexes shows them; nothing for another index. */
export function textOptions(given: Doc, key: Doc): [string, Value][] {
  if (!isTextPattern(key)) {
    const option = TEXT_OPTIONS.find((name) => given.has(name))
    if (option !== undefined)
      throw new MongoServerFailure(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is only valid for a text index`,
      )
    return []
  }
  if (given.get('unique') === true) throw refuse('Index type text does not support the unique option')
  if (given.has('expireAfterSeconds')) throw refuse('TTL indexes cannot be text indexes')
  return [
    ['weights', weightsOf(given.get('weights'), key)],
    ['default_language', languageOf(given.get('default_language'))],
    ['language_override', overrideOf(given.get('language_override'))],
    ['textIndexVersion', versionOf(given.get('textIndexVersion'))],
  ]
}

function weightsOf(given: Value | undefined, key: Doc): Doc {
  const weights = new Map<string, number>()
  for (const [path, kind] of key) if (kind === 'text' && path !== '_fts') weights.set(path, 1)
  if (given === '$**') weights.set('$**', 1)
  else if (given instanceof Map) for (const [path, weight] of given) weights.set(path, weightOf(weight))
  else if (given !== undefined) throw refuse("text index option 'weights' must be an object")
  if (weights.size === 0) throw refuse("text index option 'weights' must specify fields or the wildcard")
  for (const path of weights.keys()) checkPath(path)
  return new Map([...weights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, weight]) => [path, new Int32(weight)]))
}

function weightOf(value: Value): number {
  if (!isNumber(value)) throw refuse('weight for text index needs numeric type')
  const weight = Math.trunc(toDouble(value))
  if (!(weight > 0 && weight < MAX_WEIGHT))
    throw refuse(`text index weight must be in the exclusive interval (0,${MAX_WEIGHT}) but found: ${weight}`)
  return weight
}

function checkPath(path: string): void {
  if (path === '') throw refuse('weight cannot be on an empty field')
  if (path === '$**') return
  for (const part of path.split('.')) {
    if (part === '') throw refuse('weight cannot have empty path component')
    if (part.startsWith('$')) throw refuse('weight cannot have path component with $ prefix')
  }
}

function languageOf(given: Value = 'english'): string {
  if (typeof given !== 'string') throw refuse('default_language needs a string type')
  if (!findLanguage(given)) throw refuse(`default_language is not valid: unsupported language "${given}"`)
  return given
}

function overrideOf(given: Value = 'language'): string {
  if (typeof given !== 'string' || given === '' || given.startsWith('$') || given.includes('.'))
    throw refuse('language_override is not valid')
  return given
}

function versionOf(given: Value = new Int32(3)): Value {
  const version = isNumber(given) ? toDouble(given) : Number.NaN
  if (version !== 3) throw refuse(`bad textIndexVersion: ${String(given)}; this database writes version 3`)
  return new Int32(3)
}

/** A collection has one text index at most. */
export function refuseSecondText(collection: Collection, spec: Doc): void {
  const existing = spec.has('textIndexVersion') && collection.indexes.find(({ text }) => text)
  if (existing) throw refuse(`only one text index per collection allowed, found existing text index "${existing.name}"`)
}
