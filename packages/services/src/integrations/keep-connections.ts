import { isConnectorError } from '@parley/connectors'
import type { PlatformName } from '@parley/contracts'
import { PlatformIntegration } from '@parley/db'
import type { Types } from 'mongoose'
import type { JobContext, JobCounts } from '../jobs/job.ts'
import { inBatches } from '../life/in-batches.ts'
import { isOfOtherSetup } from './integration-view.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Longer than the time between two runs, so that no token ends between them. */
const AHEAD_MS = 15 * MINUTE_MS

/** A connection nobody used for so long is left to be refreshed when it is. */
const USED_WITHIN_MS = 30 * DAY_MS

/** What failed is tried again after as long as it has not been read, within these bounds: so the pauses grow. */
const MIN_PAUSE_MS = 10 * MINUTE_MS
const MAX_PAUSE_MS = 6 * 60 * MINUTE_MS

/** How many are asked for side by side. */
const SIDE_BY_SIDE = 4

/** Failures of a platform, not of one connection: the platform is left alone until the next run. */
const OF_PLATFORM = ['provider_down', 'rate_limited', 'misconfigured'] as const

interface DueConnection {
  _id: Types.ObjectId
  userId: Types.ObjectId
  platform: PlatformName
  isSandbox: boolean
  lastSyncedAt?: Date | null
}

type Outcome = 'refreshed' | 'mended' | 'ended' | 'failed' | 'left'

/**
 * Refreshes the tokens of connections in use before they end, so that a grant that is gone is noticed, and its person told, before they ask;
 * tries those again that are in error. Every write is the connectors' own, conditional one. How many came to what.
 */
export async function keepConnections({
  ctx,
  signal,
}: {
  ctx: Pick<JobContext, 'connectors' | 'events' | 'now' | 'log'>
  signal: AbortSignal
}): Promise<JobCounts> {
  const counts: Record<Outcome, number> = { refreshed: 0, mended: 0, ended: 0, failed: 0, left: 0 }
  const resting = new Set<PlatformName>()
  const deal = (found: AsyncIterable<DueConnection>, keep: Keep) => {
    const one = async (connection: DueConnection): Promise<Outcome> => {
      if (resting.has(connection.platform) || isOfOtherSetup(connection, ctx.connectors)) return 'left'
      try {
        return await keep(ctx, connection)
      } catch (error) {
        if (OF_PLATFORM.some((kind) => isConnectorError(error, kind))) resting.add(connection.platform)
        return noteFailure(ctx, connection, error)
      }
    }
    return eachOf(found, signal, async (connection) => {
      counts[await one(connection)] += 1
    })
  }
  await deal(findEnding(ctx.now()), refreshAhead)
  await deal(findInError(ctx.now()), tryAgain)
  return counts
}

type KeepContext = Parameters<typeof keepConnections>[0]['ctx']
type Keep = (ctx: KeepContext, connection: DueConnection) => Promise<Outcome>

async function eachOf<Item>(
  found: AsyncIterable<Item>,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for await (const batch of inBatches(found, SIDE_BY_SIDE)) {
    if (signal.aborted) return
    await Promise.all(batch.map(work))
  }
}

const DUE = { userId: 1, platform: 1, isSandbox: 1, lastSyncedAt: 1 } as const

function inUse(at: Date) {
  return {
    isConnected: true,
    lastSyncedAt: { $gt: new Date(at.getTime() - USED_WITHIN_MS) },
    'credentials.refreshToken': { $exists: true },
    $or: [{ retryAt: { $exists: false } }, { retryAt: { $lte: at } }],
  }
}

function findEnding(at: Date): AsyncIterable<DueConnection> {
  // A token was good when it was used, so those of connections in use did not end before that.
  const within = { $gt: new Date(at.getTime() - USED_WITHIN_MS), $lte: new Date(at.getTime() + AHEAD_MS) }
  return PlatformIntegration.find({ ...inUse(at), status: 'active', 'credentials.tokenExpiry': within }, DUE)
    .sort({ 'credentials.tokenExpiry': 1 })
    .lean()
    .cursor()
}

function findInError(at: Date): AsyncIterable<DueConnection> {
  return PlatformIntegration.find({ ...inUse(at), status: 'error' }, DUE)
    .lean()
    .cursor()
}

const refreshAhead: Keep = async ({ connectors }, { _id }) =>
  (await connectors.keepAccess(_id.toHexString(), AHEAD_MS)) ? 'refreshed' : 'left'

const tryAgain: Keep = async ({ connectors, events }, { _id, userId }) => {
  const integrationId = _id.toHexString()
  const accounts = await connectors.listAccounts(integrationId)
  const { matchedCount } = await PlatformIntegration.updateOne(
    { _id, isConnected: true },
    { $set: { 'platformData.accounts': accounts, status: 'active' }, $unset: { errorMessage: 1, retryAt: 1 } },
  )
  if (matchedCount === 0) return 'left'
  events.publish(userId.toHexString(), { type: 'connection', integrationId })
  return 'mended'
}

/** What a grant's end leaves is written already. */
async function noteFailure(ctx: KeepContext, { _id, platform, lastSyncedAt }: DueConnection, error: unknown) {
  if (isConnectorError(error, 'revoked')) return 'ended'
  ctx.log.warn({ err: error, platform, integrationId: _id.toHexString() }, 'A connection could not be kept alive')
  const at = ctx.now().getTime()
  const unread = at - (lastSyncedAt?.getTime() ?? 0)
  const pause = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, unread))
  await PlatformIntegration.updateOne({ _id }, { $set: { retryAt: new Date(at + pause) } })
  return 'failed'
}
