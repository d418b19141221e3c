import type { DisconnectedIntegration, IntegrationRefInput } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { WITHOUT_TOKENS } from './create-connection-store.ts'
import { openTokens } from './credentials.ts'
import { isOfOtherSetup } from './integration-view.ts'
import { connectionOwner, loadIntegration } from './load-integration.ts'

/**
 * Wipes the tokens, then takes the grant back at the provider; false where it could not be told, or where the tokens belong to another
 * setup and are sent to nobody. The row stays, to be connected again in its place.
 */
export async function disconnectIntegration({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: IntegrationRefInput
}): Promise<DisconnectedIntegration> {
  requireWriter(ctx.actor)
  const owner = connectionOwner(ctx.actor)
  const record = await loadIntegration(owner, input.integrationId)
  const held = await PlatformIntegration.findOneAndUpdate(
    { _id: record._id, ...owner },
    { $set: { isConnected: false, status: 'revoked' }, $unset: { ...WITHOUT_TOKENS, errorMessage: 1 } },
    { returnDocument: 'before' },
  )
    .select('+credentials.accessToken +credentials.refreshToken')
    .lean()
  ctx.events.publish(ctx.actor.userId, { type: 'connection', integrationId: input.integrationId })
  if (!held?.credentials || isOfOtherSetup(held, ctx.connectors)) return { revokedAtProvider: false }
  try {
    const tokens = openTokens(ctx.keys, held, held.credentials)
    return { revokedAtProvider: tokens !== null && (await ctx.connectors.revoke(held.platform, tokens)) }
  } catch (err) {
    ctx.log.warn({ err, integrationId: input.integrationId }, 'A grant could not be taken back')
    return { revokedAtProvider: false }
  }
}
