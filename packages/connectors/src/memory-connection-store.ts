import type { ConnectionStore, StoredConnection } from './connection-store.ts'

export interface MemoryConnectionStore extends ConnectionStore {
  connections: Map<string, StoredConnection & { status: string; errorMessage?: string }>
  add(connection: Omit<StoredConnection, 'revision'>): void
}

/** Connections in memory, with the port's conditions kept. For tests. */
export function createMemoryConnectionStore(): MemoryConnectionStore {
  const connections: MemoryConnectionStore['connections'] = new Map()
  const leases = new Map<string, Date>()
  return {
    connections,
    add: (connection) => connections.set(connection.integrationId, { ...connection, revision: '1', status: 'active' }),
    load: async (id) => connections.get(id) ?? null,
    async leaseRefresh(id, revision, { at, until }) {
      if (connections.get(id)?.revision !== revision || (leases.get(id) ?? at) > at) return false
      leases.set(id, until)
      return true
    },
    async endRefreshLease(id, until) {
      if (leases.get(id) === until) leases.delete(id)
    },
    async saveTokens(id, revision, tokens) {
      const found = connections.get(id)
      if (found?.revision !== revision) return null
      const next = String(Number(revision) + 1)
      connections.set(id, { ...found, tokens, revision: next, status: 'active' })
      leases.delete(id)
      return next
    },
    async markBroken(id, revision, status, errorMessage) {
      const found = connections.get(id)
      if (found?.revision === revision) connections.set(id, { ...found, status, errorMessage })
    },
  }
}
