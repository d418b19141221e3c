import { randomBytes } from 'node:crypto'
import { deserialize, EJSON, serialize } from 'bson'
import { type Db, MongoClient, MongoServerError } from 'mongodb'
import { startForTest } from '../start-for-test.test-support.ts'

/** The server a case is put to: this one, or the one `MONGODB_URI` names, so that a real MongoDB can be asked the same. */
export interface ServerUnderTest {
  readonly db: Db
  close(): Promise<void>
}

export async function openServerUnderTest(uri = process.env.MONGODB_URI): Promise<ServerUnderTest> {
  const name = `conformance_${randomBytes(6).toString('hex')}`
  if (!uri) {
    const started = await startForTest()
    return { db: started.client.db(name), close: () => started.close() }
  }
  const client = await MongoClient.connect(uri)
  const db = client.db(name)
  return {
    db,
    async close() {
      await db.dropDatabase()
      await client.close()
    },
  }
}

/** A value with its BSON types and field order spelled out, so that 1, 1.0 and Long(1) differ. */
export const typed = (value: unknown): string =>
  EJSON.stringify(deserialize(serialize({ value }), { promoteValues: false }).value, { relaxed: false })

/** The code a command fails with; undefined where it succeeds. */
export async function codeOf(promise: Promise<unknown>): Promise<number | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    // Where values are not promoted, the code is an Int32.
    if (error instanceof MongoServerError) return Number(error.code)
    throw error
  }
}

/** Every name with a `$` used as a key in a case. */
export function operatorsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) operatorsIn(item, found)
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (name.startsWith('$')) found.add(name)
      operatorsIn(inner, found)
    }
  return found
}
