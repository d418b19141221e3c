import type mongoose from 'mongoose'
import { databaseHandle } from '../connection.ts'

/** A collection's documents in the order of `_id`, each as its stored bytes. */
export async function* readStored(
  name: string,
  session?: mongoose.ClientSession,
): AsyncGenerator<Uint8Array, void, undefined> {
  const options = { raw: true, batchSize: 1000, ...(session && { session }) }
  const found = databaseHandle().db.collection(name).find({}, options).sort({ _id: 1 })
  for await (const document of found) {
    if (!(document instanceof Uint8Array)) throw new TypeError('The driver gave a document that is not raw')
    yield document
  }
}
