import { defineFunction } from './assistant-function.ts'

/** The person's own connections. Result: `{ connections }`, each with platform, status, account and when it was last read. */
export const listConnections = defineFunction<Record<string, never>>({
  name: 'list_connections',
  description:
    'Lists the marketing platforms the user has connected, with the chosen account, its currency and time zone, and whether the connection works.',
  effect: 'read',
  note: 'Looking at your connections…',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
  async run(_, { ref, reads }) {
    const connections = await reads.connections.list(ref)
    return {
      connections: connections
        .filter(({ isConnected }) => isConnected)
        .map(({ platform, status, account, isSandbox, lastSyncedAt }) => ({
          platform,
          status,
          account: account ? { name: account.name, currency: account.currency, timeZone: account.timeZone } : null,
          isSandbox,
          lastSyncedAt: lastSyncedAt ?? null,
        })),
    }
  },
})
