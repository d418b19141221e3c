import type { ErasureReceipt } from '@parley/contracts'
import { Erasure, Organization, User } from '@parley/db'
import type { Types } from 'mongoose'
import { inBatches } from '../life/in-batches.ts'
import { objectId } from '../object-id.ts'
import { beginAccountErasure } from './begin-account-erasure.ts'
import { beginOrganizationErasure } from './begin-organization-erasure.ts'
import { isReceiptGenuine, keyIdOfHash, subjectHash } from './erasure-keys.ts'
import type { ErasureContext } from './erasure-run.ts'
import { runErasure } from './run-erasure.ts'

export interface ReplayedErasures {
  /** Accounts and organizations that were there again and are erased again. */
  erased: number
  /** Erasures the database did not know of, of something it does not hold either. */
  absent: number
  /** Lines that are no receipt, are not signed by a live key, or were changed: look at them. */
  unreadable: number
}

type Wanted = ReadonlyMap<string, ErasureReceipt>

/**
 * Erases again what the log outside the database says was erased and the database does not know of: it was restored from a backup made
 * before. The log names nobody, so every account and organization is hashed and compared, but only then. Takes no heed of legal hold and
 * of only owners, as the decision was taken before. For every start, before anything is served.
 */
export async function replayErasures({ ctx }: { ctx: ErasureContext }): Promise<ReplayedErasures> {
  const replayed: ReplayedErasures = { erased: 0, absent: 0, unreadable: 0 }
  const genuine = new Map<string, ErasureReceipt>()
  for (const receipt of await ctx.erasures.read()) {
    if (receipt && isReceiptGenuine(ctx.keys, receipt)) genuine.set(receipt.subject, receipt)
    else replayed.unreadable += 1
  }
  if (replayed.unreadable > 0) ctx.log.error(replayed, 'The log of erasures has lines that cannot be trusted')
  const wanted = await unknownAmong(genuine)
  if (wanted.size === 0) return replayed
  for (const userId of await findWanted(ctx, User.find({}, { _id: 1 }).lean().cursor(), wanted, 'account')) {
    await runErasure(ctx, await beginAccountErasure(ctx, userId, { isReplay: true }))
    replayed.erased += 1
  }
  const organizations = Organization.find({}, { _id: 1 }).lean().cursor()
  for (const organizationId of await findWanted(ctx, organizations, wanted, 'organization')) {
    const erasureId = await beginOrganizationErasure(ctx, organizationId)
    if (erasureId) await runErasure(ctx, erasureId)
    replayed.erased += 1
  }
  replayed.absent = wanted.size - replayed.erased
  await noteKnown(await unknownAmong(wanted))
  ctx.log.warn(replayed, 'The database was older than the log of erasures; what was erased since is erased again')
  return replayed
}

async function unknownAmong(receipts: Wanted): Promise<Wanted> {
  const unknown = new Map(receipts)
  for await (const batch of inBatches(listed(receipts.keys()))) {
    const known = await Erasure.find({ subjectHash: { $in: batch }, state: 'completed' }, { subjectHash: 1 }).lean()
    for (const erasure of known) unknown.delete(erasure.subjectHash)
  }
  return unknown
}

async function* listed<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items
}

async function findWanted(
  { keys }: ErasureContext,
  there: AsyncIterable<{ _id: Types.ObjectId }>,
  wanted: Wanted,
  kind: ErasureReceipt['kind'],
): Promise<Types.ObjectId[]> {
  const keyIds = [...new Set([...wanted.keys()].map(keyIdOfHash))]
  const found: Types.ObjectId[] = []
  for await (const { _id } of there) {
    const hashes = keyIds.map((keyId) => subjectHash(keys, _id.toHexString(), keyId))
    if (hashes.some((hash) => hash !== null && wanted.get(hash)?.kind === kind)) found.push(_id)
  }
  return found
}

/** So that the next start need not look for them again. */
async function noteKnown(receipts: Wanted): Promise<void> {
  for (const receipt of receipts.values()) {
    const { kind, subject, startedAt, completedAt } = receipt
    const known = { kind, state: 'completed' as const, receipt, startedAt, completedAt }
    const $setOnInsert = { _id: objectId(receipt.id), ...known }
    await Erasure.updateOne({ subjectHash: subject }, { $setOnInsert }, { upsert: true })
  }
}
