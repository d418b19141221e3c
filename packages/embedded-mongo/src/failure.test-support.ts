import { MongoServerError } from 'mongodb'

/** The server's error that a promise is rejected with; fails where it is not, and passes other errors on. */
export async function failure(promise: Promise<unknown>): Promise<MongoServerError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof MongoServerError) return error
    throw error
  }
  throw new Error('it should have failed')
}
