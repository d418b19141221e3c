import { compileFilter, type Filter } from '../match/index.ts'
import { PASSED, Pacer, planQuery, ReadSource, Scan } from '../plan/index.ts'
import { type Collection, type IndexDefinition, namespaceOf } from '../store/catalog.ts'
import { documentKey } from '../store/keyspace.ts'
import { deleteRecord } from '../store/records.ts'
import { type Doc, decodeDocument } from '../values/index.ts'
import type { Server } from './server.ts'
import { plainWriter } from './writer.ts'

/** Deletes the documents whose time by a TTL index is over, in small statements between other work. */
export async function expireDocuments(server: Server, isStopped: () => boolean): Promise<void> {
  for (const collection of server.store.committedCatalog.values())
    for (const index of collection.indexes)
      if (index.expireAfterSeconds !== undefined && !index.isBuilding && !isStopped())
        await expireByIndex(server, collection, index, index.expireAfterSeconds)
}

async function expireByIndex(
  server: Server,
  collection: Collection,
  index: IndexDefinition,
  seconds: number,
): Promise<void> {
  const [path] = index.pattern[0] ?? []
  if (path === undefined) return
  const filter: Doc = new Map([[path, new Map([['$lt', new Date(Date.now() - seconds * 1000)]])]])
  const compiled = compileFilter(filter)
  const source = new ReadSource(() => server.store.open())
  const pacer = new Pacer()
  const expired: number[] = []
  try {
    if (source.catalog.get(namespaceOf(collection))?.id !== collection.id) return
    const plan = planQuery({ filter, indexes: [{ ...index, partialFilter: undefined, hidden: false }] })
    const scan = new Scan(source, collection, plan.access, compiled)
    for (let step = scan.step(); step !== undefined; step = scan.step()) {
      if (step !== PASSED && (!index.filter || index.filter.matches(step.doc))) expired.push(step.recordId)
      if (pacer.isDue()) await pacer.rest()
    }
  } finally {
    source.pause()
  }
  await removeAll(server, collection, expired, compiled, pacer)
}

async function removeAll(
  server: Server,
  { id, database, name }: Collection,
  recordIds: readonly number[],
  filter: Filter,
  pacer: Pacer,
): Promise<void> {
  const writer = plainWriter(server.store, pacer)
  for (const recordId of recordIds) {
    await writer.statement((statement) => {
      const collection = statement.catalog.get(`${database}.${name}`)
      const bytes = collection?.id === id ? statement.get(documentKey(id, recordId)) : undefined
      if (!collection || !bytes) return
      const doc = decodeDocument(bytes)
      if (filter.matches(doc)) deleteRecord(statement, collection, { recordId, bytes, doc })
    })
    if (pacer.isDue()) await pacer.rest()
  }
  await writer.settle()
}
