import { Binary } from 'bson'
import type { ChangeOrigin, LoggedChange } from '../store/change.ts'
import { indexKeys } from '../store/index-keys.ts'
import { documentKey } from '../store/keyspace.ts'
import { entryKey, entryRecordId } from '../store/records.ts'
import type { StoreView } from '../store/store.ts'
import { type Doc, decodeDocument, type Value } from '../values/index.ts'

/** SHA-256 of the empty user name: the uid of sessions of nobody in particular. */
const NOBODY = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex')

/** The event a client sees (source: https://www.mongodb.com/docs/manual/reference/change-events/). */
export function changeEvent(token: Doc, change: LoggedChange, view: StoreView, looksUp: boolean): Doc {
  const { kind, payload } = change
  const event = begin(token, kind, change)
  const content = decodeDocument(payload)
  const id = content.get('_id') ?? null
  const ns: Doc = new Map([['db', change.database]])
  if (change.collection !== '') ns.set('coll', change.collection)
  if (kind === 'insert' || kind === 'replace') event.set('fullDocument', content)
  if (kind === 'update' && looksUp) event.set('fullDocument', lookUp(view, change, id))
  event.set('ns', ns)
  if (kind === 'rename') event.set('to', content.get('to') ?? null)
  if (kind === 'insert' || kind === 'replace' || kind === 'update' || kind === 'delete')
    event.set('documentKey', new Map([['_id', id]]))
  if (kind === 'update') event.set('updateDescription', new Map([...content].filter(([name]) => name !== '_id')))
  return event
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
