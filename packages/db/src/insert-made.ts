import type { ClientSession, Model, Types } from 'mongoose'

/** A model by what says what it stores. */
interface StoreOf<Stored> extends Pick<Model<unknown>, 'collection'> {
  castObject(record: object): Stored
}

/**
 * Inserts a record the server made whole, of parts that were checked where they came in. Mongoose's `create` would fill in, cast and validate
 * all of it once more, for some three times the driver's own work: here its type and the tests hold it to its model.
 */
export async function insertMade<Stored extends { _id: Types.ObjectId }>(
  { collection }: StoreOf<Stored>,
  record: Omit<NoInfer<Stored>, 'createdAt' | 'updatedAt'>,
  session: ClientSession,
): Promise<void> {
  const now = new Date()
  const whole = { ...record, createdAt: now, updatedAt: now, __v: 0 }
  await collection.insertOne(whole, { session, ignoreUndefined: true })
}
