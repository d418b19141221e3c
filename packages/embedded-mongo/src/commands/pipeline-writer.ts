import { MongoServerFailure } from '../errors.ts'
import type { PipelineEnvironment, PipelineWrite, WriteTarget } from '../stages/index.ts'
import { addIndex, createCollection, dropCollection, ensureCollection, renameCollection } from '../store/definitions.ts'
import { insertRecord } from '../store/records.ts'
import type { Doc } from '../values/index.ts'
import { applyUpdate, applyUpsert, prepareUpdate } from './apply-update.ts'
import { checkDocument } from './check-document.ts'
import type { CommandContext } from './command.ts'
import { prepareDocument } from './prepare-document.ts'
import { modifyOne, select } from './select.ts'

/** How `$out` and `$merge` of a command write. */
export function pipelineWriter(context: CommandContext): NonNullable<PipelineEnvironment['write']> {
  return async (operation) => {
    if (context.transaction)
      throw new MongoServerFailure(
        'OperationNotSupportedInTransaction',
        '$out and $merge cannot be used in a transaction',
      )
    switch (operation.kind) {
      case 'insert':
        await insertAll(context, operation.target, [operation.document])
        return { matched: 0 }
      case 'update':
        return updateOne(context, operation)
      case 'replaceCollection':
        await replaceCollection(context, operation)
        return { matched: 0 }
    }
  }
}

const databaseOf = (context: CommandContext, target: WriteTarget): string => target.db ?? context.database

async function insertAll(context: CommandContext, target: WriteTarget, documents: readonly Doc[]): Promise<void> {
  const prepared = documents.map((doc) => prepareDocument(doc, () => context.server.clock.tick()))
  await context.writer.statement((statement) => {
    const collection = ensureCollection(statement, databaseOf(context, target), target.collection)
    for (const { doc, bytes } of prepared) {
      checkDocument(context, statement, collection, doc)
      insertRecord(statement, collection, doc, bytes)
    }
  })
}

async function updateOne(context: CommandContext, operation: PipelineWrite & { kind: 'update' }) {
  const { target, filter, update, upsert, variables } = operation
  const database = databaseOf(context, target)
  const selection = select(filter, { collation: null, variables })
  const job = prepareUpdate(update, { arrayFilters: undefined, collation: null, variables, owner: '$merge' })
  const at = { ...context, database }
  return modifyOne(at, `${database}.${target.collection}`, selection, (statement, collection, found) => {
    if (found && collection) {
      applyUpdate(at, statement, collection, found, job, selection)
      return { matched: 1 }
    }
    if (upsert) applyUpsert(at, statement, target.collection, selection, job)
    return { matched: 0 }
  })
}

/** Fills a new collection with the old one's indexes, and puts it in the old one's place in one statement. */
async function replaceCollection(
  context: CommandContext,
  { target, documents }: PipelineWrite & { kind: 'replaceCollection' },
): Promise<void> {
  const database = databaseOf(context, target)
  const temporary = `tmp.agg_out.${context.server.store.nextId()}`
  const namespace = `${database}.${target.collection}`
  await context.writer.statement((statement) => {
    const old = statement.catalog.get(namespace)
    let created = createCollection(statement, database, temporary, old?.options ?? new Map())
    for (const index of old?.indexes ?? []) {
      if (created.indexes.some(({ name }) => name === index.name)) continue
      addIndex(statement, created, index.spec)
      created = statement.catalog.get(`${database}.${temporary}`) ?? created
    }
  })
  try {
    for await (const batch of documents) {
      await insertAll(context, { db: database, collection: temporary }, batch)
      if (context.pacer.isDue()) await context.pacer.rest()
    }
  } catch (error) {
    await dropTemporary(context, `${database}.${temporary}`)
    throw error
  }
  await context.writer.statement((statement) => {
    const filled = statement.catalog.get(`${database}.${temporary}`)
    if (!filled) throw new MongoServerFailure('NamespaceNotFound', `${database}.${temporary} was dropped meanwhile`)
    const old = statement.catalog.get(namespace)
    if (old) dropCollection(statement, old, true)
    renameCollection(statement, filled, database, target.collection)
  })
}

async function dropTemporary(context: CommandContext, namespace: string): Promise<void> {
  await context.writer.statement((statement) => {
    const temporary = statement.catalog.get(namespace)
    if (temporary) dropCollection(statement, temporary)
  })
  await context.writer.settle()
}
