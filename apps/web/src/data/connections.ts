import type { Integration } from '@parley/contracts'
import { queryClient, trpc } from './api.ts'

/** The person's connections, newest first. */
export const integrationsQuery = trpc.integrations.list.queryOptions()

/** What can be connected here. It changes only with the installation. */
export const platformsQuery = trpc.integrations.listPlatforms.queryOptions(undefined, {
  staleTime: Number.POSITIVE_INFINITY,
})

/** Connections and consents under way are read again. */
export function refetchConnections(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.integrations.pathKey() })
}

/** Whether it can be read from now. */
export function isUsable({ isConnected, status }: Integration): boolean {
  return isConnected && status === 'active'
}
