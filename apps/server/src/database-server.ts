import { join } from 'node:path'
import type { DatabaseEnv } from './env.ts'
import type { Logger } from './log.ts'
import { modulePathOf } from './processes/module-path.ts'
import { startChild } from './processes/start-child.ts'

export const DATABASE_NAME = 'parley'

export interface DatabaseServer {
  uri: string
  /** Where the uri itself names none. */
  databaseName?: string
  /** Resolves when the database has ended by itself, which the server cannot survive. Never for a database of others. */
  died: Promise<string>
  stop(): Promise<void>
}

/** A database that runs without us. */
export function othersDatabase(uri: string): DatabaseServer {
  const namesDatabase = /^[^/]+\/\/[^/]+\/[^/?]/.test(uri)
  const others = { uri, died: new Promise<string>(() => {}), stop: async () => {} }
  return namesDatabase ? others : { ...others, databaseName: DATABASE_NAME }
}

/** The database: MONGODB_URI's, or the embedded one as a child process over DATA_DIR. */
export async function startDatabaseServer(env: DatabaseEnv, log: Logger): Promise<DatabaseServer> {
  if (env.mongodbUri !== undefined) return othersDatabase(env.mongodbUri)
  const child = await startChild({
    name: 'Database',
    modulePath: modulePathOf('embedded-mongo'),
    args: ['--port', '0', '--data', join(env.dataDir, 'db')],
    log,
  })
  let isStopping = false
  const died = new Promise<string>((resolve) => {
    void child.ended.then(({ code, signal }) => {
      if (!isStopping) resolve(`The database ended by itself (${signal ?? `exit code ${code}`})`)
    })
  })
  return {
    uri: child.ready.uri ?? `mongodb://127.0.0.1:${child.ready.port}/?directConnection=true`,
    databaseName: DATABASE_NAME,
    died,
    async stop() {
      isStopping = true
      await child.stop()
    },
  }
}
