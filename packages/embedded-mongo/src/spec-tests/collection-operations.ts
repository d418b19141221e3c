import type { AnyBulkWriteOperation, Collection, Document, Sort } from 'mongodb'
import type { Operation } from './operations.ts'
import { asFields, asList, asText, type Fields } from './spec-file.ts'

const doc = (value: unknown): Document => ({ ...asFields(value) })
const docs = (value: unknown): Document[] => asList(value).map((one) => ({ ...one }))
const without = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))

/** The update of an operation: a document or a pipeline. */
const change = (value: unknown): Document | Document[] => (Array.isArray(value) ? docs(value) : doc(value))

const returning = (options: Fields): Document => {
  const { returnDocument } = options
  return typeof returnDocument === 'string'
    ? { ...options, returnDocument: returnDocument.toLowerCase() }
    : { ...options }
}

/** https://github.com/mongodb/specifications, "Unified Test Format", collection operations */
export const collectionOperations: Readonly<Record<string, Operation<Collection>>> = {
  insertOne: (collection, { args, options }) => collection.insertOne(doc(args.document), without(options, 'document')),
  insertMany: (collection, { args, options }) =>
    collection.insertMany(docs(args.documents), without(options, 'documents')),
  find: (collection, { args, options }) => collection.find(doc(args.filter), findOptions(options)).toArray(),
  findOne: (collection, { args, options }) => collection.findOne(doc(args.filter), findOptions(options)),
  aggregate: (collection, { args, options }) =>
    collection.aggregate(docs(args.pipeline), without(options, 'pipeline')).toArray(),
  countDocuments: (collection, { args, options }) =>
    collection.countDocuments(doc(args.filter), without(options, 'filter')),
  count: (collection, { args, options }) => collection.count(doc(args.filter), without(options, 'filter')),
  estimatedDocumentCount: (collection, { options }) => collection.estimatedDocumentCount({ ...options }),
  distinct: (collection, { args, options }) =>
    collection.distinct(asText(args.fieldName), doc(args.filter), without(options, 'fieldName', 'filter')),
  deleteOne: (collection, { args, options }) => collection.deleteOne(doc(args.filter), without(options, 'filter')),
  deleteMany: (collection, { args, options }) => collection.deleteMany(doc(args.filter), without(options, 'filter')),
  updateOne: (collection, { args, options }) =>
    collection.updateOne(doc(args.filter), change(args.update), without(options, 'filter', 'update')),
  updateMany: (collection, { args, options }) =>
    collection.updateMany(doc(args.filter), change(args.update), without(options, 'filter', 'update')),
  replaceOne: (collection, { args, options }) =>
    collection.replaceOne(doc(args.filter), doc(args.replacement), without(options, 'filter', 'replacement')),
  findOneAndUpdate: (collection, { args, options }) =>
    collection.findOneAndUpdate(doc(args.filter), change(args.update), returning(without(options, 'filter', 'update'))),
  findOneAndReplace: (collection, { args, options }) =>
    collection.findOneAndReplace(
      doc(args.filter),
      doc(args.replacement),
      returning(without(options, 'filter', 'replacement')),
    ),
  findOneAndDelete: (collection, { args, options }) =>
    collection.findOneAndDelete(doc(args.filter), without(options, 'filter')),
  bulkWrite: async (collection, { args, options }) =>
    showBulk(await collection.bulkWrite(asList(args.requests).map(bulkRequest), without(options, 'requests'))),
  createIndex: (collection, { args, options }) =>
    collection.createIndex(indexKeys(args.keys), without(options, 'keys')),
  dropIndex: (collection, { args, options }) => collection.dropIndex(asText(args.name), without(options, 'name')),
  dropIndexes: (collection, { options }) => collection.dropIndexes({ ...options }),
  listIndexes: (collection, { options }) => collection.listIndexes({ ...options }).toArray(),
  createSearchIndex: (collection, { args }) => collection.createSearchIndex(searchIndex(args.model)),
  createSearchIndexes: (collection, { args }) => collection.createSearchIndexes(asList(args.models).map(searchIndex)),
  updateSearchIndex: (collection, { args }) => collection.updateSearchIndex(asText(args.name), doc(args.definition)),
  dropSearchIndex: (collection, { args }) => collection.dropSearchIndex(asText(args.name)),
  listSearchIndexes: (collection, { args }) => {
    const options = doc(args.aggregationOptions)
    return args.name === undefined
      ? collection.listSearchIndexes(options).toArray()
      : collection.listSearchIndexes(asText(args.name), options).toArray()
  },
}

const searchIndex = (model: unknown) => ({ ...asFields(model), definition: doc(asFields(model).definition) })

function findOptions(options: Fields): Document {
  const { sort, ...rest } = without(options, 'filter')
  return sort ? { ...rest, sort: indexKeys(sort) } : rest
}

/** A pattern as a Map keeps its order whatever its names. */
const indexKeys = (value: unknown): Map<string, 1 | -1> & Sort =>
  new Map(Object.entries(asFields(value)).map(([path, direction]) => [path, Number(direction) < 0 ? -1 : 1]))

function bulkRequest(request: Fields): AnyBulkWriteOperation<Document> {
  const [[name = '', spec] = []] = Object.entries(request)
  const { filter, update, replacement, document, ...options } = asFields(spec)
  switch (name) {
    case 'insertOne':
      return { insertOne: { document: doc(document) } }
    case 'updateOne':
      return { updateOne: { ...options, filter: doc(filter), update: change(update) } }
    case 'updateMany':
      return { updateMany: { ...options, filter: doc(filter), update: change(update) } }
    case 'replaceOne':
      return { replaceOne: { ...options, filter: doc(filter), replacement: doc(replacement) } }
    case 'deleteOne':
      return { deleteOne: { ...options, filter: doc(filter) } }
    case 'deleteMany':
      return { deleteMany: { ...options, filter: doc(filter) } }
    default:
      throw new Error(`unknown bulk request ${name}`)
  }
}

/** The driver's result has getters, which a comparison does not see. */
export function showBulk(result: unknown): Fields | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  const read = (name: string): unknown => Reflect.get(result, name)
  return {
    insertedCount: read('insertedCount'),
    matchedCount: read('matchedCount'),
    modifiedCount: read('modifiedCount'),
    deletedCount: read('deletedCount'),
    upsertedCount: read('upsertedCount'),
    insertedIds: read('insertedIds'),
    upsertedIds: read('upsertedIds'),
  }
}
