import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connectDatabase, disconnectDatabase } from '@parley/db'
import { claimDirectory } from '@parley/embedded-mongo/ownership'
import { CommandError } from './command-error.ts'
import { type DatabaseServer, othersDatabase, startDatabaseServer } from './database-server.ts'
import type { DatabaseEnv } from './env.ts'
import { createLog } from './log.ts'

interface OpenedDatabase {
  server: DatabaseServer
  release(): Promise<void>
}

export interface DatabaseUse {
  /** What is done with it, for whoever wants it meanwhile. */
  task: string
  /** Whether Parley must not serve it at the same time. Of MONGODB_URI's servers nothing is known. */
  isAlone: boolean
  /** Whether a data directory may be made. */
  mayCreate: boolean
}

/** The embedded database a Parley on this directory runs. */
async function runningDatabase(dataDir: string): Promise<DatabaseServer> {
  const claim = await claimDirectory(join(dataDir, 'db'), { describe: () => ({}), waitMs: 0 })
  if (claim.isOwner) {
    await claim.release()
    throw new CommandError(`Parley on ${dataDir} is just starting or stopping. Try again in a moment.`)
  }
  return othersDatabase(String(claim.owner.uri))
}

async function open(env: DatabaseEnv, { task, isAlone, mayCreate }: DatabaseUse): Promise<OpenedDatabase> {
  if (env.mongodbUri !== undefined) return { server: othersDatabase(env.mongodbUri), release: async () => {} }
  const { dataDir } = env
  if (!mayCreate && !existsSync(join(dataDir, 'db'))) throw new CommandError(`There is no database in ${dataDir}.`)
  const claim = await claimDirectory(dataDir, {
    describe: () => ({ pid: process.pid, url: `${task} is at work on it` }),
  })
  if (claim.isOwner) {
    const log = createLog({ level: 'warn', secrets: [] })
    return { server: await startDatabaseServer(env, log), release: claim.release }
  }
  if (isAlone)
    throw new CommandError(`Parley runs on ${dataDir} (${claim.owner.url}). Stop it first, then run this again.`)
  return { server: await runningDatabase(dataDir), release: async () => {} }
}

/**
 * Does `work` on the connected database: MONGODB_URI's, the one of a running Parley, or, where none runs, one started over DATA_DIR for
 * as long. Throws CommandError where it may not be had.
 */
export async function withDatabase<Result>(
  env: DatabaseEnv,
  use: DatabaseUse,
  work: () => Promise<Result>,
): Promise<Result> {
  const { server, release } = await open(env, use)
  try {
    await connectDatabase(server.uri, server.databaseName === undefined ? {} : { databaseName: server.databaseName })
    return await work()
  } finally {
    await disconnectDatabase()
    await server.stop()
    await release()
  }
}
