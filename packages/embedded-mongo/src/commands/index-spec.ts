import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import { samePattern } from '../plan/index.ts'
import type { Collection, IndexDefinition } from '../store/catalog.ts'
import { showDocument } from '../store/show-value.ts'
import { type Doc, isNumber, parseCollation, toDouble, type Value, valuesEqual } from '../values/index.ts'
import { Fields } from './arguments.ts'
import { isTextPattern, refuseSecondText, TEXT_OPTIONS, textOptions, textPattern } from './text-index-spec.ts'

const KNOWN = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'prepareUnique',
  'background',
  'ns',
  'expireAfterSeconds',
  'partialFilterExpression',
  'collation',
  ...TEXT_OPTIONS,
]

const PARTIAL_OPERATORS = ['$and', '$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$in']

/** Checks one index of createIndexes and gives it the form listIndexes shows. */
export function parseIndexSpec(given: Doc): Doc {
  const fields = new Fields('createIndexes.indexes', given)
  for (const name of given.keys())
    if (!KNOWN.includes(name))
      throw new MongoServerFailure(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification, or not implemented by this database. Specification: ${showDocument(given)}`,
      )
  const key = fields.requiredDoc('key')
  const pattern = checkPattern(isTextPattern(key) ? textPattern(key) : key)
  const name = fields.requiredText('name')
  if (name === '') throw new MongoServerFailure('CannotCreateIndex', 'index names cannot be empty')
  const spec: Doc = new Map<string, Value>([
    ['v', new Int32(2)],
    ['key', pattern],
    ['name', name],
  ])
  for (const flag of ['unique', 'sparse', 'hidden', 'prepareUnique']) if (fields.flag(flag)) spec.set(flag, true)
  const expire = fields.value('expireAfterSeconds')
  if (expire !== undefined) spec.set('expireAfterSeconds', checkExpire(expire, pattern))
  const partial = fields.doc('partialFilterExpression')
  if (partial) spec.set('partialFilterExpression', checkPartial(partial, spec))
  for (const [option, value] of textOptions(given, key)) spec.set(option, value)
  const collation = fields.doc('collation')
  if (collation && parseCollation(collation)) spec.set('collation', collation)
  if (pattern.size === 1 && pattern.has('_id') && (spec.has('sparse') || spec.has('partialFilterExpression')))
    throw new MongoServerFailure('InvalidIndexSpecificationOption', '_id index cannot be sparse or partial')
  return spec
}

function checkPattern(pattern: Doc): Doc {
  if (pattern.size === 0) throw new MongoServerFailure('CannotCreateIndex', 'Index keys cannot be an empty object')
  if (pattern.size > 32) throw new MongoServerFailure(13103, 'too many compound keys')
  for (const [path, direction] of pattern) {
    if (path === '_fts') continue
    if (typeof direction === 'string')
      throw new MongoServerFailure(
        'CannotCreateIndex',
        `Index type '${direction}' is not implemented by this database: ${showDocument(pattern)}`,
      )
    const number = isNumber(direction) ? toDouble(direction) : Number.NaN
    if (Number.isNaN(number) || number === 0)
      throw new MongoServerFailure(
        'CannotCreateIndex',
        'Values in v:2 index key pattern cannot be of this type. Only numbers > 0, numbers < 0, and strings are allowed.',
      )
    if (path === '$**' || path.endsWith('.$**'))
      throw new MongoServerFailure('CannotCreateIndex', 'Wildcard indexes are not implemented by this database')
    if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw new MongoServerFailure('CannotCreateIndex', `Index keys cannot be an empty field or begin with $: ${path}`)
  }
  return pattern
}

function checkExpire(value: Value, pattern: Doc): Value {
  const seconds = isNumber(value) ? toDouble(value) : Number.NaN
  if (!(seconds >= 0 && seconds <= 0x7fff_ffff))
    throw new MongoServerFailure('CannotCreateIndex', 'TTL index expireAfterSeconds must be within 0 and 2147483647')
  if (pattern.size > 1)
    throw new MongoServerFailure(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    )
  if (pattern.has('_id'))
    throw new MongoServerFailure(
      'CannotCreateIndex',
      "The field 'expireAfterSeconds' is not valid for an _id index specification",
    )
  return value
}

function checkPartial(partial: Doc, spec: Doc): Doc {
  if (spec.has('sparse'))
    throw new MongoServerFailure('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options')
  const check = (doc: Doc) => {
    for (const [name, value] of doc) {
      if (name.startsWith('$') && !PARTIAL_OPERATORS.includes(name))
        throw new MongoServerFailure('CannotCreateIndex', `Expression not supported in partial index: ${name}`)
      if (value instanceof Map) check(value)
      else if (name === '$and' && Array.isArray(value)) for (const part of value) if (part instanceof Map) check(part)
    }
  }
  check(partial)
  compileFilter(partial)
  return partial
}

/** The existing index that is the same, if any; one that is nearly the same is an error. */
export function findSame(collection: Collection, spec: Doc): IndexDefinition | undefined {
  const pattern = spec.get('key')
  const name = spec.get('name')
  if (!(pattern instanceof Map)) return undefined
  for (const index of collection.indexes) {
    const isSamePattern = samePattern(index.spec.get('key'), pattern)
    if (isSamePattern && index.name === '_id_') return index
    const isSame = isSamePattern && sameOptions(index.spec, spec)
    if (isSame && index.name === name) return index
    if (index.name === name)
      throw new MongoServerFailure(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${showDocument(spec)}, existing index: ${showDocument(index.spec)}`,
      )
    if (isSame)
      throw new MongoServerFailure('IndexOptionsConflict', `Index already exists with a different name: ${index.name}`)
    if (
      isSamePattern &&
      sameOption(index.spec, spec, 'partialFilterExpression') &&
      sameOption(index.spec, spec, 'collation') &&
      sameOption(index.spec, spec, 'unique') &&
      sameOption(index.spec, spec, 'sparse')
    )
      throw new MongoServerFailure(
        'IndexOptionsConflict',
        `An equivalent index already exists with a different name and options. Requested index: ${showDocument(spec)}, existing index: ${showDocument(index.spec)}`,
      )
  }
  refuseSecondText(collection, spec)
  return undefined
}

const sameOptions = (a: Doc, b: Doc): boolean =>
  ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'collation', ...TEXT_OPTIONS].every((name) =>
    sameOption(a, b, name),
  )

const sameOption = (a: Doc, b: Doc, name: string): boolean => valuesEqual(a.get(name), b.get(name))
