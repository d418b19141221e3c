import type { ConnectionStore } from '@parley/connectors'
import { type KeyRing, PlatformIntegration } from '@parley/db'
import type { UserEvents } from '../context.ts'
import { objectId } from '../object-id.ts'
import { openTokens, sealTokens } from './credentials.ts'

const WITH_TOKENS = '+credentials.accessToken +credentials.refreshToken'

/** Where the connectors keep connections: in the database, tokens encrypted, every write conditional on the tokens that were read. */
export function createConnectionStore({ keys, events }: { keys: KeyRing; events: UserEvents }): ConnectionStore {
  const tell = (userId: { toHexString(): string }, integrationId: string) =>
    events.publish(userId.toHexString(), { type: 'connection', integrationId })
  return {
    async load(integrationId) {
      const found = await PlatformIntegration.findById(objectId(integrationId)).select(WITH_TOKENS).lean()
      if (!found) return null
      const { platform, isSandbox, credentials } = found
      return {
        integrationId,
        platform,
        isSandbox,
        tokens: credentials ? openTokens(keys, found, credentials) : null,
        revision: credentials?.accessToken ?? '',
      }
    },

    async leaseRefresh(integrationId, revision, { at, until }) {
      const { matchedCount } = await PlatformIntegration.updateOne(
        {
          _id: objectId(integrationId),
          'credentials.accessToken': revision,
          $or: [
            { 'credentials.refreshLeaseExpiresAt': { $exists: false } },
            { 'credentials.refreshLeaseExpiresAt': { $lte: at } },
          ],
        },
        { $set: { 'credentials.refreshLeaseExpiresAt': until } },
      )
      return matchedCount === 1
    },

    async endRefreshLease(integrationId, until) {
      await PlatformIntegration.updateOne(
        { _id: objectId(integrationId), 'credentials.refreshLeaseExpiresAt': until },
        { $unset: { 'credentials.refreshLeaseExpiresAt': 1 } },
      )
    },

    async saveTokens(integrationId, revision, tokens) {
      const _id = objectId(integrationId)
      const owner = await PlatformIntegration.findById(_id, { userId: 1, platform: 1 }).lean()
      if (!owner) return null
      const credentials = sealTokens(keys, owner, tokens)
      const { matchedCount } = await PlatformIntegration.updateOne(
        { _id, 'credentials.accessToken': revision },
        { $set: { credentials, isConnected: true, status: 'active' }, $unset: { errorMessage: 1, retryAt: 1 } },
      )
      return matchedCount === 1 ? credentials.accessToken : null
    },

    async markBroken(integrationId, revision, status, userMessage) {
      const isGone = status === 'revoked'
      const broken = await PlatformIntegration.findOneAndUpdate(
        { _id: objectId(integrationId), 'credentials.accessToken': revision },
        {
          $set: { status, errorMessage: userMessage, ...(isGone && { isConnected: false }) },
          ...(isGone && { $unset: WITHOUT_TOKENS }),
        },
        { projection: { userId: 1 } },
      ).lean()
      if (broken) tell(broken.userId, integrationId)
    },
  }
}

/** What disconnecting takes away. */
export const WITHOUT_TOKENS = {
  'credentials.accessToken': 1,
  'credentials.refreshToken': 1,
  'credentials.tokenExpiry': 1,
} as const
