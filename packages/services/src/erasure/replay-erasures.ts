import type { ErasureReceipt } from '@parley/contracts'
import { Organization, User } from '@parley/db'
import type { Types } from 'mongoose'
import { beginAccountErasure } from './begin-account-erasure.ts'
import { beginOrganizationErasure } from './begin-organization-erasure.ts'
import { isReceiptGenuine, keyIdOfHash, subjectHash } from './erasure-keys.ts'
import type { ErasureContext } from './erasure-run.ts'
import { runErasure } from './run-erasure.ts'

export interface ReplayedErasures {
  /** Accounts and organizations that were there again and are erased again. */
  erased: number
  /** Erasures of which the database holds nothing. */
  absent: number
  /** Lines that are no receipt, are not signed by a live key, or were changed: look at them. */
  unreadable: number
}

/**
 * After a restore: erases again what the log outside the database says was erased at `since` or later. The log names nobody; every account
 * and organization is hashed and compared. Takes no heed of legal hold and of only owners, as the decision was taken before.
 */
export async function replayErasures({ ctx, since }: { ctx: ErasureContext; since: Date }): Promise<ReplayedErasures> {
  const replayed: ReplayedErasures = { erased: 0, absent: 0, unreadable: 0 }
  const wanted = new Map<string, ErasureReceipt['kind']>()
  for (const receipt of await ctx.erasures.read()) {
    if (!receipt || !isReceiptGenuine(ctx.keys, receipt)) replayed.unreadable += 1
    else if (new Date(receipt.completedAt) >= since) wanted.set(receipt.subject, receipt.kind)
  }
  if (replayed.unreadable > 0) ctx.log.error(replayed, 'The log of erasures has lines that cannot be trusted')
  const keyIds = [...new Set([...wanted.keys()].map(keyIdOfHash))]
  const findWanted = async (ids: AsyncIterable<{ _id: Types.ObjectId }>, kind: ErasureReceipt['kind']) => {
    const found: Types.ObjectId[] = []
    for await (const { _id } of ids) {
      const hashes = keyIds.map((keyId) => subjectHash(ctx.keys, _id.toHexString(), keyId))
      if (hashes.some((hash) => hash !== null && wanted.get(hash) === kind)) found.push(_id)
    }
    return found
  }
  for (const userId of await findWanted(User.find({}, { _id: 1 }).lean().cursor(), 'account')) {
    await runErasure(ctx, await beginAccountErasure(ctx, userId, { isReplay: true }))
    replayed.erased += 1
  }
  for (const organizationId of await findWanted(Organization.find({}, { _id: 1 }).lean().cursor(), 'organization')) {
    const erasureId = await beginOrganizationErasure(ctx, organizationId)
    if (erasureId) await runErasure(ctx, erasureId)
    replayed.erased += 1
  }
  replayed.absent = wanted.size - replayed.erased
  return replayed
}
