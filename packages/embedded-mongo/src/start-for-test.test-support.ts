import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { type EmbeddedMongo, type EmbeddedMongoOptions, startEmbeddedMongo } from './index.ts'

export interface TestDatabase {
  readonly dataDir: string
  client: MongoClient
  database: EmbeddedMongo
  /** Closes and opens the database again on the same directory. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A database of the test's own in a new directory, with a driver connected to it. */
export async function startForTest(options: Partial<EmbeddedMongoOptions> = {}): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-mongo-'))
  const database = await startEmbeddedMongo({ dataDir, testCommands: true, ...options })
  const started: TestDatabase = {
    dataDir,
    database,
    client: await MongoClient.connect(database.uri),
    async restart() {
      await started.client.close()
      await started.database.close()
      started.database = await startEmbeddedMongo({ dataDir, testCommands: true, ...options })
      started.client = await MongoClient.connect(started.database.uri)
    },
    async close() {
      await started.client.close()
      await started.database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return started
}
