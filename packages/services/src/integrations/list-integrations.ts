import type { Integration } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { integrationFromRecord } from './integration-view.ts'
import { connectionOwner } from './load-integration.ts'

/** The actor's own connections, disconnected ones too, the newest first. */
export async function listIntegrations({
  ctx,
}: {
  ctx: Pick<MemberContext, 'actor' | 'connectors'>
}): Promise<Integration[]> {
  const { organizationId, userId } = connectionOwner(ctx.actor)
  const found = await PlatformIntegration.find({ organizationId, userId }).lean()
  return found
    .toSorted((one, other) => other.connectedAt.getTime() - one.connectedAt.getTime())
    .map((record) => integrationFromRecord(record, ctx.connectors))
}
