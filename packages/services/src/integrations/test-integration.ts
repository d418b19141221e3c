import { isConnectorError } from '@parley/connectors'
import type { IntegrationRefInput, IntegrationTest } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { connectionOwner, loadIntegration } from './load-integration.ts'

/** Asks the platform for the connection's accounts, for real, and keeps what it says of them. */
export async function testIntegration({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: IntegrationRefInput
}): Promise<IntegrationTest> {
  requireWriter(ctx.actor)
  const { _id, platform } = await loadIntegration(connectionOwner(ctx.actor), input.integrationId)
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  try {
    const accounts = await ctx.connectors.listAccounts(input.integrationId)
    await PlatformIntegration.updateOne(
      { _id, isConnected: true },
      {
        $set: { 'platformData.accounts': accounts, lastSyncedAt: ctx.now(), status: 'active' },
        $unset: { errorMessage: 1, retryAt: 1 },
      },
    )
    return { ok: true, latencyMs: took() }
  } catch (error) {
    if (!isConnectorError(error)) throw error
    ctx.log.info({ platform, kind: error.kind }, 'A test call of a connection failed')
    return { ok: false, latencyMs: took(), userMessage: error.userMessage }
  } finally {
    ctx.events.publish(ctx.actor.userId, { type: 'connection', integrationId: input.integrationId })
  }
}
