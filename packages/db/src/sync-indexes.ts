import { models } from './models.ts'

/** Creates missing collections, which transactions cannot do everywhere, and makes the indexes those of the schemas. */
export async function syncIndexes(): Promise<void> {
  for (const model of models) {
    await model.createCollection()
    await model.syncIndexes()
  }
}
