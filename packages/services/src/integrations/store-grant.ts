import type { NewGrant } from '@parley/connectors'
import { PlatformIntegration } from '@parley/db'
import { Types } from 'mongoose'
import type { VerbContext } from '../context.ts'
import { sealTokens } from './credentials.ts'
import type { AttemptRecord } from './get-attempt.ts'

export interface StoredGrant {
  integrationId: string
  isNew: boolean
  /** The account that was chosen before, on reconnect. */
  accountId?: string
}

/** Two consents of one grant at once: the second finds the first's record. */
function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000
}

/** Keeps a grant's tokens: in the place of the same person's earlier connection of this grant, else as a new one. */
export async function storeGrant(
  ctx: Pick<VerbContext, 'now' | 'keys'>,
  attempt: Pick<AttemptRecord, 'organizationId' | 'userId' | 'platform' | 'isSandbox'>,
  grant: NewGrant,
  isRetry = false,
): Promise<StoredGrant> {
  const { organizationId, userId, platform, isSandbox } = attempt
  const grantKey = grant.subject
  const former = await PlatformIntegration.findOne({ organizationId, userId, platform, grantKey }).lean()
  const _id = former?._id ?? new Types.ObjectId()
  try {
    await PlatformIntegration.updateOne(
      { _id, organizationId, userId, platform, grantKey },
      {
        $set: {
          credentials: sealTokens(ctx.keys, { _id, userId, platform }, grant.tokens),
          isConnected: true,
          isSandbox,
          status: 'active',
          connectedAt: ctx.now(),
        },
        $unset: { errorMessage: 1, retryAt: 1 },
      },
      { upsert: true, setDefaultsOnInsert: true },
    )
  } catch (error) {
    if (isRetry || !isDuplicate(error)) throw error
    return storeGrant(ctx, attempt, grant, true)
  }
  const accountId = former?.platformData?.accountId
  return { integrationId: _id.toHexString(), isNew: former === null, ...(accountId != null && { accountId }) }
}
