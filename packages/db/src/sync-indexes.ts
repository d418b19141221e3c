import { models } from './models.ts'

/** Creates missing collections, which transactions cannot do everywhere, and makes the indexes those of the schemas. */
export async function syncIndexes(): Promise<void> {
  for (const model of models) {
    await model.createCollection()
    await model.syncIndexes()
  }
}

/** Indexes of the schemas that the database has not, or has otherwise, by collection and keys. Others it may have do no harm. */
export async function findMissingIndexes(): Promise<string[]> {
  const differences = await Promise.all(
    models.map(async (model) => {
      const { toCreate } = await model.diffIndexes()
      return toCreate.map((keys: unknown) => `${model.collection.collectionName} ${JSON.stringify(keys)}`)
    }),
  )
  return differences.flat()
}
