import { Db, type Document, MongoClient, ReadPreference } from 'mongodb'
import type { Operation } from './operations.ts'
import { asFields, asList, asText, type Fields } from './spec-file.ts'

const without = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))

const asDb = (target: Db | MongoClient): Db => {
  if (target instanceof Db) return target
  throw new Error('the operation needs a database')
}

const asClient = (target: Db | MongoClient): MongoClient => {
  if (target instanceof MongoClient) return target
  throw new Error('the operation needs a client')
}

/** Operations on databases and clients. */
export const databaseOperations: Readonly<Record<string, Operation<Db | MongoClient>>> = {
  runCommand: (target, { args, options }) => {
    const { session, readPreference } = options
    const mode = asText(readPreference)
    return asDb(target).command(
      { ...asFields(args.command) },
      { ...(session ? { session } : {}), ...(mode ? { readPreference: ReadPreference.fromString(mode) } : {}) },
    )
  },
  aggregate: (target, { args, options }) =>
    asDb(target)
      .aggregate(
        asList(args.pipeline).map((stage) => ({ ...stage })),
        without(options, 'pipeline'),
      )
      .toArray(),
  createCollection: async (target, { args, options }) => {
    await asDb(target).createCollection(asText(args.collection), without(options, 'collection'))
  },
  dropCollection: (target, { args, options }) =>
    asDb(target).dropCollection(asText(args.collection), without(options, 'collection')),
  listCollections: (target, { args, options }) =>
    asDb(target)
      .listCollections({ ...asFields(args.filter) }, without(options, 'filter'))
      .toArray(),
  modifyCollection: (target, { args, options }) =>
    asDb(target).command({ collMod: args.collection, ...without(options, 'collection', 'session') }),
  listDatabases: (target, { options }) =>
    asClient(target)
      .db()
      .admin()
      .listDatabases({ ...options }),
  clientBulkWrite: () => {
    throw new Error('bulkWrite over collections needs MongoDB 8.0')
  },
}
