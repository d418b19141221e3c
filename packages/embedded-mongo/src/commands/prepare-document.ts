import { BSONRegExp, ObjectId, Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, decodeDocument, encodeDocument, UNDEFINED, type Value } from '../values/index.ts'

export const MAX_DOCUMENT_BYTES = 16_777_216

export interface Prepared {
  doc: Doc
  bytes: Uint8Array
}

/** Makes a client's document storable: with an `_id`, which comes first, and not too large. Keeps its bytes where they are right. */
export function prepareDocument(raw: Uint8Array | Doc, now: () => Timestamp): Prepared {
  const doc = raw instanceof Uint8Array ? decodeDocument(raw) : raw
  const [first] = doc.keys()
  let ready = doc
  if (first !== '_id') ready = withIdFirst(doc)
  checkId(ready.get('_id') ?? null)
  ready = withTimestamps(ready, now)
  const bytes = ready === doc && raw instanceof Uint8Array ? raw : encodeDocument(ready)
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new MongoServerFailure(
      'BadValue',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    )
  return { doc: ready, bytes }
}

function withIdFirst(doc: Doc): Doc {
  const ready: Doc = new Map([['_id', doc.has('_id') ? (doc.get('_id') ?? null) : new ObjectId()]])
  for (const [name, value] of doc) ready.set(name, value)
  return ready
}

/** What `_id` cannot be (source: the manual's "Documents", "The _id Field"). */
export function checkId(id: Value): void {
  const refuse = (what: string) => new MongoServerFailure('InvalidIdField', `The '_id' value cannot be of type ${what}`)
  if (Array.isArray(id)) throw refuse('array')
  if (id instanceof BSONRegExp) throw refuse('regex')
  if (id === UNDEFINED) throw refuse('undefined')
  if (id instanceof Map)
    for (const name of id.keys())
      if (name.startsWith('$'))
        throw new MongoServerFailure(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        )
}

/** An empty timestamp at the top level means now. */
function withTimestamps(doc: Doc, now: () => Timestamp): Doc {
  let ready: Doc | undefined
  for (const [name, value] of doc)
    if (value instanceof Timestamp && value.isZero() && name !== '_id') {
      ready ??= new Map(doc)
      ready.set(name, now())
    }
  return ready ?? doc
}
