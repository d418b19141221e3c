import { BSONRegExp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { isOperatorDocument } from '../match/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { type Update, withIdFirst } from './compile-update.ts'

/**
 * The document an upsert that found nothing inserts: the filter's equalities (of a replacement only `_id`), then the update, then
 * an `_id` if there is none yet, first of all fields.
 */
export function upsertDocument(filter: Doc, update: Update, newId: () => Value): Doc {
  const equalities = new Map<string, Value>()
  collect(filter, equalities)
  const base: Doc = new Map()
  for (const [path, value] of equalities) {
    if (!update.isReplacement || path === '_id') setPath(base, path.split('.'), value)
  }
  const { doc } = update.apply(base, { isInsert: true })
  return doc.has('_id') ? withIdFirst(doc) : new Map([['_id', newId()], ...doc])
}

function collect(filter: Doc, equalities: Map<string, Value>): void {
  for (const [name, value] of filter) {
    if (name === '$and' || (name === '$or' && Array.isArray(value) && value.length === 1)) {
      if (Array.isArray(value)) for (const clause of value) if (clause instanceof Map) collect(clause, equalities)
    } else if (!name.startsWith('$')) {
      for (const demanded of demandsOf(value)) add(equalities, name, demanded)
    }
  }
}

/** The values a condition demands: what `$eq` and `$all` name, and the only one of `$in`. */
function demandsOf(condition: Value): Value[] {
  if (!isOperatorDocument(condition)) return isLiteral(condition) ? [condition] : []
  const demands: Value[] = []
  const eq = condition.get('$eq')
  const list = condition.get('$in')
  const all = condition.get('$all')
  if (eq !== undefined) demands.push(eq)
  if (Array.isArray(list) && list.length === 1) demands.push(...list.filter(isLiteral))
  if (Array.isArray(all)) demands.push(...all.filter(isLiteral))
  return demands
}

function isLiteral(value: Value): boolean {
  return !(value instanceof BSONRegExp) && !isOperatorDocument(value)
}

function add(equalities: Map<string, Value>, path: string, value: Value): void {
  for (const other of equalities.keys()) {
    if (other === path) {
      throw new MongoServerFailure(
        'NotSingleValueField',
        `cannot infer query fields to set, path '${path}' is matched twice`,
      )
    }
    if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      throw new MongoServerFailure(
        'NotSingleValueField',
        `cannot infer query fields to set, both paths '${other}' and '${path}' are matched`,
      )
    }
  }
  equalities.set(path, value)
}

function setPath(doc: Doc, [name = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    doc.set(name, value)
    return
  }
  const known = doc.get(name)
  const child: Doc = known instanceof Map ? known : new Map()
  doc.set(name, child)
  setPath(child, rest, value)
}
