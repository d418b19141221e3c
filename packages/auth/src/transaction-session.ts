import { AsyncLocalStorage } from 'node:async_hooks'
import { databaseHandle } from '@parley/db'
import { mongodbAdapter } from 'better-auth/adapters/mongodb'
import type { ClientSession, MongoClient } from 'mongodb'

/**
 * The library runs a sign-up in a transaction of its own and shows its session to nobody. What we write beside it (organization,
 * member, agent) must commit with it, so the session is noted here as the library opens it.
 */
export function createAuthDatabase() {
  const running = new AsyncLocalStorage<{ session?: ClientSession }>()
  const { client, db } = databaseHandle()
  const observedClient: MongoClient = new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      if (property !== 'startSession') return value.bind(target)
      return (...options: Parameters<MongoClient['startSession']>) => {
        const session = target.startSession(...options)
        const holder = running.getStore()
        if (holder) holder.session = session
        return session
      }
    },
  })
  const createAdapter = mongodbAdapter(db, { client: observedClient, usePlural: true })
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
