import type { PlatformName } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { isOfOtherSetup } from './integration-view.ts'
import { connectionOwner } from './load-integration.ts'

/** The platforms a person has connected, each once: those a function could ask now, whichever accounts there are. */
export async function findConnectedPlatforms({
  actor,
  connectors,
}: Pick<MemberContext, 'actor' | 'connectors'>): Promise<PlatformName[]> {
  const found = await PlatformIntegration.find(
    { ...connectionOwner(actor), isConnected: true, status: 'active' },
    { _id: 0, platform: 1, isSandbox: 1 },
  ).lean()
  const usable = found.filter((record) => !isOfOtherSetup(record, connectors))
  return [...new Set(usable.map(({ platform }) => platform))].toSorted()
}
