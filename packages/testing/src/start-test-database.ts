import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedMongo } from '@parley/embedded-mongo'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUri: string
  }
}

/**
 * Vitest's globalSetup: one embedded database for all workers, in a folder of its own; with MONGODB_URI set, the tests run on that server
 * instead.
 */
export default async function startTestDatabase(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.MONGODB_URI
  if (given) {
    project.provide('databaseUri', given)
    return async () => undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'))
  const database = await startEmbeddedMongo({ dataDir, port: 0, testCommands: true })
  project.provide('databaseUri', database.uri)
  return async () => {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
