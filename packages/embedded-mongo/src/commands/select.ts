import { compileFilter, type Filter } from '../match/index.ts'
import { addExamined } from '../operations/operations.ts'
import {
  type FoundDocument,
  PASSED,
  type Pacer,
  planQuery,
  ReadSource,
  Scan,
  type SortPattern,
  sortKey,
} from '../plan/index.ts'
import { type Collection, writableCollection } from '../store/catalog.ts'
import { documentKey } from '../store/keyspace.ts'
import type { Reader } from '../store/reader.ts'
import type { StoredDocument } from '../store/records.ts'
import type { Statement } from '../store/statement.ts'
import { type Collation, type Doc, decodeDocument } from '../values/index.ts'
import type { CommandContext } from './command.ts'

/** Which documents a write is about. */
export interface Selection {
  readonly filter: Doc
  readonly compiled: Filter
  readonly sort?: SortPattern | undefined
  readonly hint?: string | Doc | undefined
  readonly collation: Collation | null
}

export function select(
  filter: Doc,
  options: {
    collation: Collation | null
    variables?: Doc | undefined
    sort?: SortPattern | undefined
    hint?: string | Doc | undefined
  },
): Selection {
  const { collation, variables, sort, hint } = options
  const compiled = compileFilter(filter, variables ? { collation, variables } : { collation })
  return { filter, compiled, sort, hint, collation }
}

type Apply<T> = (statement: Statement, collection: Collection | undefined, found: StoredDocument | undefined) => T

/**
 * Finds one document and changes it, as one statement. A search that takes long is made beforehand, over a snapshot and
 * giving way to others; what it found is looked at again in the statement.
 */
export async function modifyOne<T>(
  context: CommandContext,
  namespace: string,
  selection: Selection,
  apply: Apply<T>,
): Promise<T> {
  for (;;) {
    const quick = await context.writer.statement((statement) => {
      const collection = writableCollection(statement.catalog, namespace)
      if (!collection) return { value: apply(statement, undefined, undefined) }
      const found = searchNow(context, statement, collection, selection, true)
      return found && { value: apply(statement, collection, found[0]) }
    })
    if (quick) return quick.value
    const [candidate] = await searchSlowly(context, namespace, selection, true)
    const slow = await context.writer.statement((statement) => {
      const collection = writableCollection(statement.catalog, namespace)
      if (!collection) return { value: apply(statement, undefined, undefined) }
      if (candidate === undefined) return { value: apply(statement, collection, undefined) }
      const found = readAgain(statement, collection, selection, candidate)
      return found && { value: apply(statement, collection, found) }
    })
    if (slow) return slow.value
    await context.pacer.rest()
  }
}

/**
 * Changes every document that meets the selection; each change is atomic. Returns the number of documents met. `restart`
 * is called before a statement runs again because it had to wait for a transaction.
 */
export async function modifyAll(
  context: CommandContext,
  namespace: string,
  selection: Selection,
  apply: (statement: Statement, collection: Collection, found: StoredDocument) => void,
  restart: () => void = () => undefined,
): Promise<number> {
  const quick = await context.writer.statement((statement) => {
    restart()
    const collection = writableCollection(statement.catalog, namespace)
    if (!collection) return 0
    const found = searchNow(context, statement, collection, selection, false)
    for (const document of found ?? []) apply(statement, collection, document)
    return found?.length
  })
  if (quick !== undefined) return quick
  let count = 0
  for (const recordId of await searchSlowly(context, namespace, selection, false)) {
    count += await context.writer.statement((statement) => {
      const collection = writableCollection(statement.catalog, namespace)
      const found = collection && readAgain(statement, collection, selection, recordId)
      if (found) apply(statement, collection, found)
      return found ? 1 : 0
    })
    if (context.pacer.isDue()) await context.pacer.rest()
  }
  return count
}

/** More steps than this are not made while everybody else waits. */
const QUICK_STEPS = 1000

/** The documents met, over the statement's own view; undefined where that takes too long. */
function searchNow(
  { operation }: CommandContext,
  statement: Statement,
  collection: Collection,
  selection: Selection,
  isOne: boolean,
): StoredDocument[] | undefined {
  const { scan, source, sort } = openSearch(statement, collection, selection)
  const found: FoundDocument[] = []
  try {
    for (let steps = 0; ; steps++) {
      if (steps > QUICK_STEPS) return undefined
      const step = scan.step()
      if (step === undefined) break
      if (step === PASSED) continue
      found.push(step)
      if (isOne && !sort) break
    }
  } finally {
    scan.close()
    source.pause()
    addExamined(operation, source.takeExamined())
  }
  return sort && isOne ? first(found, sort, selection.collation) : found
}

function openSearch(statement: Statement, collection: Collection, selection: Selection) {
  const source = new ReadSource(() => ({
    get: (key) => statement.get(key),
    range: (low, high, reverse) => statement.range(low, high, reverse),
    catalog: statement.catalog,
    sequence: 0,
    release: () => undefined,
  }))
  const plan = planQuery({ ...selection, indexes: collection.indexes })
  const scan = new Scan(source, collection, plan.access, selection.compiled)
  return { scan, source, sort: plan.isSorted ? undefined : selection.sort }
}

function first(found: FoundDocument[], sort: SortPattern, collation: Collation | null): FoundDocument[] {
  let best: { document: FoundDocument; key: string } | undefined
  for (const document of found) {
    const key = sortKey(sort, document.doc, collation, document.textScore)
    if (!best || key < best.key) best = { document, key }
  }
  return best ? [best.document] : []
}

/** The record ids of the documents met, over a snapshot. */
async function searchSlowly(
  context: CommandContext,
  namespace: string,
  selection: Selection,
  isOne: boolean,
): Promise<number[]> {
  const view = await context.writer.open()
  const source = new ReadSource(() => view)
  try {
    const collection = view.catalog.get(namespace)
    if (!collection) return []
    const plan = planQuery({ ...selection, indexes: collection.indexes })
    const scan = new Scan(source, collection, plan.access, selection.compiled)
    const sort = plan.isSorted ? undefined : selection.sort
    return await collect(scan, context.pacer, isOne, sort, selection.collation)
  } finally {
    source.pause()
    addExamined(context.operation, source.takeExamined())
    view.release()
  }
}

async function collect(
  scan: Scan,
  pacer: Pacer,
  isOne: boolean,
  sort: SortPattern | undefined,
  collation: Collation | null,
): Promise<number[]> {
  const found: number[] = []
  let bestKey: string | undefined
  for (let step = scan.step(); step !== undefined; step = scan.step()) {
    if (step !== PASSED) {
      const key = isOne && sort ? sortKey(sort, step.doc, collation, step.textScore) : undefined
      if (key === undefined) found.push(step.recordId)
      else if (bestKey === undefined || key < bestKey) {
        bestKey = key
        found[0] = step.recordId
      }
      if (isOne && !sort) break
    }
    if (pacer.isDue()) await pacer.rest()
  }
  return found
}

function readAgain(
  reader: Reader,
  collection: Collection,
  selection: Selection,
  recordId: number,
): StoredDocument | undefined {
  const bytes = reader.get(documentKey(collection.id, recordId))
  if (!bytes) return undefined
  const doc = decodeDocument(bytes)
  return selection.compiled.matches(doc) ? { recordId, bytes, doc } : undefined
}
