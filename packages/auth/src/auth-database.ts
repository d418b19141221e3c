import { AsyncLocalStorage } from 'node:async_hooks'
import { databaseHandle } from '@parley/db'
import { mongodbAdapter } from 'better-auth/adapters/mongodb'
import type { ClientSession, CollectionOptions, Document } from 'mongodb'
import { withOverrides } from './with-overrides.ts'

/**
 * The library's adapter over our connection, but for two things of its own. It runs a sign-up in a transaction whose session it shows to
 * nobody, and what we write beside it (organization, member, agent) must commit with it: the session is noted as it is opened. And it
 * makes indexes in the background, under other names than ours: `syncAuthIndexes` makes them instead, before anything is served.
 */
export function createAuthDatabase() {
  const running = new AsyncLocalStorage<{ session?: ClientSession }>()
  const { client, db } = databaseHandle()
  const observedClient = withOverrides(client, {
    startSession: (options) => {
      const session = client.startSession(options)
      const holder = running.getStore()
      if (holder) holder.session = session
      return session
    },
  })
  const indexedDb = withOverrides(db, {
    collection: <Stored extends Document>(name: string, options?: CollectionOptions) =>
      withOverrides(db.collection<Stored>(name, options), { createIndex: async () => 'made by syncAuthIndexes' }),
  })
  const createAdapter = mongodbAdapter(indexedDb, { client: observedClient, usePlural: true })
  return {
    /** For better-auth's `database`. */
    database: (options: Parameters<typeof createAdapter>[0]) => {
      const adapter = createAdapter(options)
      const transaction: typeof adapter.transaction = (work) => running.run({}, () => adapter.transaction(work))
      return { ...adapter, transaction }
    },
    /** The session of the library's running transaction, if there is one. */
    currentSession: (): ClientSession | undefined => running.getStore()?.session,
  }
}
