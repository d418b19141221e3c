import mongoose, { type ClientSession } from 'mongoose'

/**
 * Runs `work` in a transaction, again from its beginning when the database reports a conflict: so it must make no change
 * outside the session, and may throw to undo everything.
 */
export async function withTransaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const session = await mongoose.startSession()
  try {
    return await session.withTransaction(() => work(session))
  } finally {
    await session.endSession()
  }
}
