import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { ChangeOrigin, LoggedChange } from '../store/change.ts'
import { indexKeys } from '../store/index-keys.ts'
import { documentKey } from '../store/keyspace.ts'
import { entryKey, entryRecordId } from '../store/records.ts'
import type { StoreView } from '../store/store.ts'
import { type Doc, decodeDocument, type Value } from '../values/index.ts'
import type { ChangeStreamOptions } from './change-stream-options.ts'

/** SHA-256 of the empty user name: the uid of sessions of nobody in particular. */
const NOBODY = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex')

/** The documents a client wants with an event. */
export type WantedImages = Pick<ChangeStreamOptions, 'fullDocument' | 'before'>

/** The event a client sees (source: https://www.mongodb.com/docs/manual/reference/change-events/). */
export function changeEvent(token: Doc, change: LoggedChange, view: StoreView, wanted: WantedImages): Doc {
  const { kind, payload } = change
  const event = begin(token, kind, change)
  const content = decodeDocument(payload)
  const id = content.get('_id') ?? null
  const ns: Doc = new Map([['db', change.database]])
  if (change.collection !== '') ns.set('coll', change.collection)
  if (kind === 'insert' || kind === 'replace') event.set('fullDocument', content)
  if (kind === 'update' && wanted.fullDocument === 'updateLookup') event.set('fullDocument', lookUp(view, change, id))
  else if (kind === 'update' && wanted.fullDocument !== 'default')
    event.set('fullDocument', image(change, 'after', wanted.fullDocument === 'required'))
  event.set('ns', ns)
  if (wanted.before !== 'off' && (kind === 'update' || kind === 'replace' || kind === 'delete'))
    event.set('fullDocumentBeforeChange', image(change, 'before', wanted.before === 'required'))
  if (kind === 'rename') event.set('to', content.get('to') ?? null)
  if (kind === 'insert' || kind === 'replace' || kind === 'update' || kind === 'delete')
    event.set('documentKey', new Map([['_id', id]]))
  if (kind === 'update') event.set('updateDescription', new Map([...content].filter(([name]) => name !== '_id')))
  return event
}

/** A document kept with the change; null where the collection kept none, unless it is required. */
function image(change: LoggedChange, which: 'before' | 'after', isRequired: boolean): Value {
  const bytes = change.images?.[which]
  if (bytes) return decodeDocument(bytes)
  if (!isRequired) return null
  throw new MongoServerFailure(
    'NoMatchingDocument',
    `Change stream was configured to require a ${which === 'before' ? 'pre' : 'post'}-image for all ${which === 'before' ? 'update, delete and replace' : 'update'} events, but it was not found for an event of ${change.database}.${change.collection}. Make sure that pre- and post-images are enabled for the collection.`,
  )
}

/** What follows a change after which there is nothing left to watch. */
export const invalidateEvent = (token: Doc, change: LoggedChange): Doc => begin(token, 'invalidate', change)

function begin(token: Doc, kind: string, { time, wallTime, origin }: LoggedChange): Doc {
  const event: Doc = new Map<string, Value>([
    ['_id', token],
    ['operationType', kind],
    ['clusterTime', time],
    ['wallTime', new Date(wallTime)],
  ])
  if (origin && kind !== 'invalidate') {
    event.set('txnNumber', BigInt(origin.txnNumber))
    event.set('lsid', sessionId(origin))
  }
  return event
}

const sessionId = ({ session }: ChangeOrigin): Doc =>
  new Map([
    ['id', new Binary(Buffer.from(session), Binary.SUBTYPE_UUID)],
    ['uid', new Binary(NOBODY)],
  ])

/** The document as it is now, which may be later than the change; null where it is gone. */
function lookUp(view: StoreView, { database, collection: name }: LoggedChange, id: Value): Value {
  const collection = view.catalog.get(`${database}.${name}`)
  const idIndex = collection?.indexes[0]
  if (!collection || !idIndex) return null
  const [entry] = indexKeys(idIndex, new Map([['_id', id]])).keys
  const key = entry && entryKey(idIndex, entry.key, 0)
  const value = key && view.get(key)
  const bytes = value && view.get(documentKey(collection.id, entryRecordId(idIndex, { key, value })))
  return bytes ? decodeDocument(bytes) : null
}
