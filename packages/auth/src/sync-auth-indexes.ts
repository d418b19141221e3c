import { databaseHandle } from '@parley/db'

/** The indexes of the collections only the library writes; those with a model of ours have theirs in packages/db. */
export async function syncAuthIndexes(): Promise<void> {
  const { db } = databaseHandle()
  await Promise.all([
    db.collection('sessions').createIndexes([
      // Who asks, on every request.
      { key: { token: 1 }, unique: true },
      // All sessions of a user, to end them.
      { key: { userId: 1 } },
      // Ended sessions go by themselves; that they ended is judged in code.
      { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    ]),
    db.collection('accounts').createIndexes([
      // A user's ways to sign in, at sign-in.
      { key: { userId: 1 } },
      // One account for each identity at each provider.
      { key: { providerId: 1, accountId: 1 }, unique: true },
    ]),
  ])
}
