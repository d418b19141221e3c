import type { Report, RunReportInput } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { AppError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { asAppError } from './connector-failure.ts'
import { findConnection } from './find-connection.ts'
import { connectionOwner } from './load-integration.ts'

const NEEDS = {
  not_connected: 'is not connected. Connect it on the Connections page, then try again.',
  expired: 'ended this connection. Reconnect it on the Connections page to go on.',
  missing_scope: 'did not allow Parley to read this data. Reconnect it and leave the permission ticked.',
  choose_account: 'is connected, but no account is chosen yet. Choose one on the Connections page.',
} as const

/** Notes that a connection was read. */
export async function markSynced(integrationId: string, at: Date): Promise<void> {
  await PlatformIntegration.updateOne({ _id: objectId(integrationId) }, { $set: { lastSyncedAt: at } })
}

/** One report of the actor's own connection. Throws AppError with the platform's own sentence. */
export async function runReport({ ctx, input }: { ctx: MemberContext; input: RunReportInput }): Promise<Report> {
  const { platform, metrics, dimensions = [], dateRange, compareTo, filters = [] } = input
  const found = await asAppError(findConnection(ctx, connectionOwner(ctx.actor), input))
  if (found.type === 'needsConnection') {
    const { name, reason } = found.need
    throw new AppError('PRECONDITION_FAILED', `${platform}: ${reason}`, `${name} ${NEEDS[reason]}`)
  }
  const { integrationId, account } = found
  const query = { account, metrics, dimensions, dateRange, compareTo, filters }
  const report = await asAppError(ctx.connectors.runReport(integrationId, query))
  await markSynced(integrationId, ctx.now())
  return report
}
