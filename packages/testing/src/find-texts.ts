import { databaseHandle, models } from '@parley/db'
import { mongo } from 'mongoose'

async function collectionNames(): Promise<string[]> {
  const listed = await databaseHandle().db.listCollections().toArray()
  const known = models.map((model) => model.collection.collectionName)
  return [...new Set([...known, ...listed.map(({ name }) => name)])].filter((name) => !name.startsWith('system.'))
}

/** Removes every document of the test file's database; the indexes stay. */
export async function emptyDatabase(): Promise<void> {
  for (const name of await collectionNames()) await databaseHandle().db.collection(name).deleteMany({})
}

/** Every document of the database with one of these texts in it, as `collection: text`; also in the bytes of files. */
export async function findTexts(texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of await collectionNames()) {
    for await (const document of databaseHandle().db.collection(name).find()) {
      const json = mongo.BSON.EJSON.stringify(document).toLowerCase()
      const bytes = document.data instanceof mongo.Binary ? Buffer.from(document.data.buffer).toString('utf8') : ''
      for (const text of texts)
        if (json.includes(text.toLowerCase()) || bytes.includes(text)) found.push(`${name}: ${text}`)
    }
  }
  return found
}
