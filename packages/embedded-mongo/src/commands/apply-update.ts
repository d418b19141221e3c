import { ObjectId } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import { ensureCollection } from '../store/definitions.ts'
import { insertRecord, type StoredDocument, updateRecord } from '../store/records.ts'
import type { Statement } from '../store/statement.ts'
import { compileUpdate, type Update, upsertDocument } from '../update/index.ts'
import { type Collation, type Doc, encodeDocument, type Value } from '../values/index.ts'
import { checkDocument } from './check-document.ts'
import type { CommandContext } from './command.ts'
import { MAX_DOCUMENT_BYTES, prepareDocument } from './prepare-document.ts'
import type { Selection } from './select.ts'

/** A compiled update and what it needs to be applied to stored documents. */
export interface UpdateJob {
  readonly update: Update
  readonly usesPosition: boolean
}

export function prepareUpdate(
  value: Value | undefined,
  options: { arrayFilters: Doc[] | undefined; collation: Collation | null; variables: Doc | undefined; owner: string },
): UpdateJob {
  const spec = updateSpec(value, options.owner)
  const { arrayFilters, collation, variables } = options
  const update = compileUpdate(spec, {
    ...(arrayFilters ? { arrayFilters } : {}),
    ...(variables ? { variables } : {}),
    collation,
    now: new Date(),
  })
  return { update, usesPosition: spec instanceof Map && usesPosition(spec) }
}

function updateSpec(value: Value | undefined, owner: string): Doc | Doc[] {
  if (value instanceof Map) return value
  if (Array.isArray(value)) {
    const stages = value.filter((stage) => stage instanceof Map)
    if (stages.length === value.length) return stages
  }
  throw new MongoServerFailure('FailedToParse', `Update argument must be either an object or an array (${owner})`)
}

const usesPosition = (spec: Doc): boolean =>
  [...spec.values()].some(
    (fields) => fields instanceof Map && [...fields.keys()].some((path) => /\.\$(\.|$)/.test(path)),
  )

/** Applies an update to a stored document. Returns the document afterwards, and whether it differs. */
export function applyUpdate(
  context: CommandContext,
  statement: Statement,
  collection: Collection,
  found: StoredDocument,
  job: UpdateJob,
  selection: Selection,
): { doc: Doc; isChanged: boolean } {
  const position = job.usesPosition ? selection.compiled.position(found.doc) : undefined
  const { doc, changed } = job.update.apply(found.doc, position === undefined ? {} : { position })
  if (changed) checkDocument(context, statement, collection, doc, found.doc)
  if (changed) updateRecord(statement, collection, found, doc, encodeChecked(doc), job.update.isReplacement)
  return { doc, isChanged: changed }
}

/** Inserts what the filter and the update say together. */
export function applyUpsert(
  context: CommandContext,
  statement: Statement,
  name: string,
  selection: Selection,
  job: UpdateJob,
): Doc {
  const collection = ensureCollection(statement, context.database, name)
  const built = upsertDocument(selection.filter, job.update, () => new ObjectId())
  const { doc, bytes } = prepareDocument(built, () => context.server.clock.tick())
  checkDocument(context, statement, collection, doc)
  insertRecord(statement, collection, doc, bytes)
  return doc
}

function encodeChecked(doc: Doc): Uint8Array {
  const bytes = encodeDocument(doc)
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new MongoServerFailure(
      'BSONObjectTooLarge',
      `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`,
    )
  return bytes
}
