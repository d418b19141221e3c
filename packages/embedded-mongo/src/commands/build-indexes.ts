import { MongoServerFailure } from '../errors.ts'
import type { Collection, IndexDefinition } from '../store/catalog.ts'
import { addIndex, changeIndex, fillIndexes, removeIndexes } from '../store/definitions.ts'
import { afterPrefix, documentPrefix, type Key } from '../store/keyspace.ts'
import type { Statement } from '../store/statement.ts'
import type { Doc } from '../values/index.ts'
import type { CommandContext } from './command.ts'

/** Collections up to this size are indexed in one statement. */
const AT_ONCE = 1000

/**
 * Adds indexes to a collection. A large one is filled in steps: from the first on, every write maintains the index, but no
 * query uses it until the last. What a crash leaves half built is removed at the next start.
 */
export async function buildIndexes(context: CommandContext, namespace: string, specs: readonly Doc[]): Promise<void> {
  if (specs.length === 0) return
  const isSmall = await context.writer.statement((statement) => {
    if (isLargerThan(statement, expect(statement, namespace), AT_ONCE)) return false
    const added = addAll(statement, namespace, specs, false)
    const collection = expect(statement, namespace)
    fillIndexes(statement, collection, added, documentPrefix(collection.id), Number.POSITIVE_INFINITY)
    return true
  })
  if (isSmall) return
  if (context.transaction)
    throw new MongoServerFailure(
      'OperationNotSupportedInTransaction',
      'Cannot create new indexes on existing non-empty collections in a multi-document transaction.',
    )
  await buildInSteps(context, namespace, specs)
}

function isLargerThan(statement: Statement, collection: Collection, limit: number): boolean {
  const prefix = documentPrefix(collection.id)
  let count = 0
  for (const _ of statement.range(prefix, afterPrefix(prefix))) if (++count > limit) return true
  return false
}

async function buildInSteps(context: CommandContext, namespace: string, specs: readonly Doc[]): Promise<void> {
  const { writer, pacer } = context
  const ids = await writer.statement((statement) => addAll(statement, namespace, specs, true).map(({ id }) => id))
  const ours = (collection: Collection): IndexDefinition[] => collection.indexes.filter(({ id }) => ids.includes(id))
  try {
    let after: Key | undefined = documentPrefix(await writer.statement((statement) => expect(statement, namespace).id))
    while (after !== undefined) {
      const from: Key = after
      after = await writer.statement((statement) => {
        const collection = expect(statement, namespace)
        const last = fillIndexes(statement, collection, ours(collection), from, 200)
        return last === undefined ? undefined : `${last}\0`
      })
      if (pacer.isDue()) await pacer.rest()
    }
    await writer.statement((statement) => {
      for (const id of ids) {
        const collection = expect(statement, namespace)
        const index = collection.indexes.find((candidate) => candidate.id === id)
        if (index) changeIndex(statement, collection, index, index.spec)
      }
    })
  } catch (error) {
    await writer.statement((statement) => {
      const collection = statement.catalog.get(namespace)
      if (collection) removeIndexes(statement, collection, ours(collection))
    })
    context.server.collectGarbage()
    throw error
  }
}

function addAll(
  statement: Statement,
  namespace: string,
  specs: readonly Doc[],
  isBuilding: boolean,
): IndexDefinition[] {
  return specs.map((spec) => addIndex(statement, expect(statement, namespace), spec, isBuilding))
}

function expect(statement: Statement, namespace: string): Collection {
  const collection = statement.catalog.get(namespace)
  if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
  return collection
}
