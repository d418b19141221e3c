import { MongoServerFailure } from '../errors.ts'
import { type Collection, type IndexDefinition, writableCollection } from '../store/catalog.ts'
import { addIndex, changeIndex, fillIndexes, removeIndexes } from '../store/definitions.ts'
import { documentPrefix } from '../store/keyspace.ts'
import type { Statement } from '../store/statement.ts'
import type { Doc, Value } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { findDuplicates } from './find-duplicates.ts'
import { parseIndexSpec } from './index-spec.ts'
import { chooseIndexes } from './indexes.ts'

/** collMod's change of one index. Returns what it was and what it is now. */
export async function modifyIndex(context: CommandContext, namespace: string, change: Doc): Promise<[string, Value][]> {
  checkKnown('collMod.index', change, ['keyPattern', 'name', 'expireAfterSeconds', 'hidden', 'prepareUnique', 'unique'])
  const answer = await context.writer.statement((statement) => {
    const collection = writableCollection(statement.catalog, namespace)
    if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
    const [index] = chooseIndexes(collection, change.get('name') ?? change.get('keyPattern'))
    return index ? apply(statement, collection, index, change) : []
  })
  context.server.collectGarbage()
  return answer
}

function apply(statement: Statement, collection: Collection, index: IndexDefinition, change: Doc): [string, Value][] {
  if (new Fields('collMod.index', change).flag('unique')) return makeUnique(statement, collection, index)
  const spec = new Map(index.spec)
  const answer: [string, Value][] = []
  for (const option of ['expireAfterSeconds', 'hidden', 'prepareUnique']) {
    const value = change.get(option)
    if (value === undefined) continue
    answer.push([`${option}_old`, spec.get(option) ?? false], [`${option}_new`, value])
    if (value === false) spec.delete(option)
    else spec.set(option, value)
  }
  changeIndex(statement, collection, index, parseIndexSpec(spec))
  return answer
}

/** An index that refuses duplicates already becomes unique, unless there are some from before. */
function makeUnique(statement: Statement, collection: Collection, index: IndexDefinition): [string, Value][] {
  if (index.unique) return []
  if (!index.prepareUnique)
    throw new MongoServerFailure(
      'InvalidOptions',
      'Cannot make index unique with collMod before its prepareUnique option is set',
    )
  const violations = findDuplicates(statement, collection, index)
  if (violations.length > 0)
    throw new MongoServerFailure(
      'CannotConvertIndexToUnique',
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
      { extra: new Map([['violations', violations]]) },
    )
  const spec = new Map(index.spec)
  spec.delete('prepareUnique')
  spec.set('unique', true)
  removeIndexes(statement, collection, [index])
  const without = statement.catalog.get(`${collection.database}.${collection.name}`) ?? collection
  const added = addIndex(statement, without, spec)
  const now = statement.catalog.get(`${collection.database}.${collection.name}`) ?? collection
  fillIndexes(statement, now, [added], documentPrefix(collection.id), Number.POSITIVE_INFINITY)
  return [['unique_new', true]]
}
