import { AsyncLocalStorage } from 'node:async_hooks'
import mongoose, { type ClientSession } from 'mongoose'

const shared = new AsyncLocalStorage<ClientSession>()

/**
 * Runs `work` in a transaction, again from its beginning when the database reports a conflict: so it must make no change
 * outside the session, and may throw to undo everything. Within withSharedTransaction it takes part in that one.
 */
export async function withTransaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const outer = shared.getStore()
  if (outer) return work(outer)
  const session = await mongoose.startSession()
  try {
    return await session.withTransaction(() => work(session))
  } finally {
    await session.endSession()
  }
}

/** A transaction that every withTransaction called by `work` takes part in: all of it or nothing. Start nothing in `work` that outlives it. */
export async function withSharedTransaction<Result>(
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  return withTransaction((session) => shared.run(session, () => work(session)))
}
