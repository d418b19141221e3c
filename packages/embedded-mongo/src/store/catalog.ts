import { Binary, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter, type Filter } from '../match/index.ts'
import { readTextIndex, type TextIndex } from '../text/index.ts'
import {
  type Collation,
  type Doc,
  decodeDocument,
  encodeDocument,
  parseCollation,
  type Value,
} from '../values/index.ts'
import { type CollectionSettings, readSettings } from './collection-settings.ts'

export type Direction = 1 | -1

export interface IndexDefinition {
  readonly id: number
  readonly name: string
  readonly pattern: readonly (readonly [path: string, direction: Direction])[]
  readonly unique: boolean
  /** Not unique yet, but takes no further duplicates. */
  readonly prepareUnique: boolean
  readonly sparse: boolean
  readonly hidden: boolean
  readonly partialFilter: Doc | undefined
  /** `partialFilter`, compiled. */
  readonly filter: Filter | undefined
  readonly collation: Collation | null
  readonly expireAfterSeconds: number | undefined
  /** Of a text index, whose `pattern` says nothing to a planner. */
  readonly text: TextIndex | undefined
  /** As listIndexes shows it. */
  readonly spec: Doc
  /**
   * The array-valued prefixes of its paths seen so far. Grows as soon as an array is met, even by a write that is later
   * undone, and never shrinks: too large only makes the planner more careful. Shared by every version of the definition.
   */
  readonly multikey: Set<string>
  /** Maintained by writes but not yet complete: no query may use it. */
  readonly isBuilding: boolean
}

export interface Collection {
  readonly id: number
  readonly database: string
  readonly name: string
  readonly uuid: Binary
  /** As given to create and shown by listCollections. */
  readonly options: Doc
  /** `options`, read. */
  readonly settings: CollectionSettings
  readonly indexes: readonly IndexDefinition[]
}

/** By namespace. Never changed in place, so that whoever reads keeps the catalog of its snapshot. */
export type Catalog = ReadonlyMap<string, Collection>

export const namespaceOf = (collection: Collection): string => `${collection.database}.${collection.name}`

/** The collection of a command that is about what is stored, which a view has nothing of. */
export function storedCollection(catalog: Catalog, namespace: string): Collection | undefined {
  const collection = catalog.get(namespace)
  if (collection?.settings.view)
    throw new MongoServerFailure('CommandNotSupportedOnView', `Namespace ${namespace} is a view, not a collection`)
  return collection
}

/** The collection a write is about. A view has nothing to write to; what lists the views is written by making one. */
export function writableCollection(catalog: Catalog, namespace: string): Collection | undefined {
  const collection = storedCollection(catalog, namespace)
  if (collection?.name === 'system.views')
    throw new MongoServerFailure('InvalidNamespace', `cannot write to '${namespace}'`)
  return collection
}

export function withCollection(catalog: Catalog, namespace: string, collection: Collection | undefined): Catalog {
  const next = new Map(catalog)
  if (collection) next.set(namespace, collection)
  else next.delete(namespace)
  return next
}

export function encodeCollection(collection: Collection): Uint8Array {
  const indexes = collection.indexes.map(
    (index): Value =>
      new Map<string, Value>([
        ['id', new Int32(index.id)],
        ['spec', index.spec],
        ['building', index.isBuilding],
        ['multikey', [...index.multikey]],
      ]),
  )
  return encodeDocument(
    new Map<string, Value>([
      ['id', new Int32(collection.id)],
      ['database', collection.database],
      ['name', collection.name],
      ['uuid', collection.uuid],
      ['options', collection.options],
      ['indexes', indexes],
    ]),
  )
}

export function decodeCollection(bytes: Uint8Array): Collection {
  const doc = decodeDocument(bytes)
  const uuid = doc.get('uuid')
  const indexes = doc.get('indexes')
  const options = asDoc(doc.get('options'))
  return {
    id: readNumber(doc.get('id')),
    database: readText(doc.get('database')),
    name: readText(doc.get('name')),
    uuid: uuid instanceof Binary ? uuid : new Binary(),
    options,
    settings: readSettings(options),
    indexes: (Array.isArray(indexes) ? indexes : []).map((entry) => {
      const stored = asDoc(entry)
      const multikey = stored.get('multikey')
      return defineIndex(
        readNumber(stored.get('id')),
        asDoc(stored.get('spec')),
        new Set(Array.isArray(multikey) ? multikey.map(readText) : []),
        stored.get('building') === true,
      )
    }),
  }
}

/** A definition from a checked specification, in the form listIndexes shows. */
export function defineIndex(id: number, spec: Doc, multikey = new Set<string>(), isBuilding = false): IndexDefinition {
  const partial = spec.get('partialFilterExpression')
  const partialFilter = partial instanceof Map ? partial : undefined
  const collation = parseCollation(spec.get('collation') instanceof Map ? asDoc(spec.get('collation')) : undefined)
  const expire = spec.get('expireAfterSeconds')
  return {
    id,
    name: readText(spec.get('name')),
    pattern: [...asDoc(spec.get('key'))].map(
      ([path, direction]) => [path, readNumber(direction) < 0 ? -1 : 1] as const,
    ),
    unique: spec.get('unique') === true || readText(spec.get('name')) === '_id_',
    prepareUnique: spec.get('prepareUnique') === true,
    sparse: spec.get('sparse') === true,
    hidden: spec.get('hidden') === true,
    partialFilter,
    filter: partialFilter && compileFilter(partialFilter, { collation }),
    collation,
    expireAfterSeconds: expire === undefined ? undefined : readNumber(expire),
    text: readTextIndex(spec),
    spec,
    multikey,
    isBuilding,
  }
}

const asDoc = (value: Value | undefined): Doc => (value instanceof Map ? value : new Map())
const readText = (value: Value | undefined): string => (typeof value === 'string' ? value : '')
const readNumber = (value: Value | undefined): number =>
  value instanceof Int32 ? value.value : typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0
