import mongoose from 'mongoose'

// Updates are held to the schemas like inserts; collections and indexes are made by syncIndexes alone, before anything is served.
mongoose.set({ runValidators: true, autoIndex: false, autoCreate: false })

/** Opens the process's one connection pool. Fails within 5 s when no database answers. */
export async function connectDatabase(
  uri: string,
  options: { databaseName?: string; appName?: string } = {},
): Promise<void> {
  await mongoose.connect(uri, {
    serverSelectionTimeoutMS: 5_000,
    ...(options.databaseName !== undefined && { dbName: options.databaseName }),
    ...(options.appName !== undefined && { appName: options.appName }),
  })
}

export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect()
}

/** The official driver's client and database behind the models, for the auth library: one pool for both. */
export function databaseHandle() {
  const { db } = mongoose.connection
  if (!db) throw new Error('The database is not connected')
  return { client: mongoose.connection.getClient(), db }
}
