import { ObjectId } from 'bson'
import { addExamined } from '../operations/operations.ts'
import { planById } from '../plan/index.ts'
import { documentKey, readRecordId } from '../store/keyspace.ts'
import type { StoreView } from '../store/store.ts'
import type { Doc } from '../values/index.ts'
import { Fields, isGenericField } from './arguments.ts'
import type { Answer, CommandContext } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'

/** What such a find may say. Anything else, a projection or a skip, goes the way of every query. */
const FIELDS = new Set(['find', 'filter', 'limit', 'batchSize', 'singleBatch'])

/**
 * The short way of the most frequent question, a find of `{ _id: ObjectId }` and no more: two looks into one snapshot, and
 * the answer is there, without a filter, a scan or a cursor. Equal keys of the unique index are equal ids, so the document
 * needs no second look. Undefined for every other find.
 */
export function findById(context: CommandContext): Answer | undefined {
  const filter = filterById(context.body)
  if (!filter) return undefined
  const { namespace } = namespaceOfCommand(context)
  const view = context.open()
  try {
    const documents = read(context, view, namespace, filter)
    return documents && { cursor: { field: 'firstBatch', documents, cursorId: 0n, namespace } }
  } finally {
    view.release()
  }
}

/** The filter, where it asks for one ObjectId and the command for nothing else; its other fields are checked as ever. */
function filterById(body: Doc): Doc | undefined {
  const filter = body.get('filter')
  if (!(filter instanceof Map) || filter.size !== 1 || !(filter.get('_id') instanceof ObjectId)) return undefined
  for (const name of body.keys()) if (!FIELDS.has(name) && !isGenericField(name)) return undefined
  const fields = new Fields('find', body)
  fields.number('limit')
  fields.flag('singleBatch')
  return fields.size('batchSize') === 0 ? undefined : filter
}

function read(
  context: CommandContext,
  view: StoreView,
  namespace: string,
  filter: Doc,
): readonly Uint8Array[] | undefined {
  const collection = view.catalog.get(namespace)
  if (!collection) return []
  const access = planById({ filter, indexes: collection.indexes })?.access
  const entry = access?.kind === 'index' ? access.ranges[0]?.low : undefined
  if (entry === undefined) return undefined
  const recordId = view.get(entry)
  if (!recordId) return []
  const document = view.get(documentKey(collection.id, readRecordId(recordId)))
  addExamined(context.operation, { keys: 1, docs: 1 })
  context.operation.returned += 1
  return document ? [document] : []
}
