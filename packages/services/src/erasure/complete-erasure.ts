import { type ErasureReceipt, erasureReceiptContract } from '@parley/contracts'
import { Erasure } from '@parley/db'
import { signReceipt } from './erasure-keys.ts'
import { type ErasureRun, noteProgress } from './erasure-run.ts'

/**
 * Signs what was done, keeps it, writes it to the log outside the database, and only then forgets whom it was about. The run after one
 * that died in between writes the receipt that was kept, where it is not in the log yet.
 */
export async function completeErasure(run: ErasureRun, documents: number): Promise<ErasureReceipt> {
  const { ctx, erasureId, runId } = run
  const mine = { _id: erasureId, ownerId: runId, state: 'running' as const }
  await noteProgress(run, {})
  const erasure = await Erasure.findOne(mine).lean()
  if (!erasure) throw new Error('The erasure is another run’s by now')
  const kept = erasureReceiptContract.safeParse(erasure.receipt)
  const receipt = kept.success
    ? kept.data
    : signReceipt(ctx.keys, {
        version: 1,
        id: erasureId.toHexString(),
        kind: erasure.kind,
        subject: erasure.subjectHash,
        startedAt: erasure.startedAt.toISOString(),
        completedAt: ctx.now().toISOString(),
        counts: countsOf(erasure.counts),
        revocations: { done: erasure.revoked, pending: erasure.pendingRevocations.length },
        proof: { documents, left: 0 },
      })
  if (!kept.success) await Erasure.updateOne(mine, { $set: { receipt } })
  // A restored demo is over too, and goes the same way.
  const isLogged = kept.success && (await ctx.erasures.read()).some((line) => line?.signature === receipt.signature)
  if (run.subject.keepsTotals && !isLogged) await ctx.erasures.append(receipt)
  await Erasure.updateOne(mine, {
    $set: { state: 'completed', completedAt: new Date(receipt.completedAt) },
    $unset: { subject: 1, leaseExpiresAt: 1, ownerId: 1 },
  })
  return receipt
}

/** A lean Map is a plain object. */
function countsOf(counts: unknown): Record<string, number> {
  const entries = Object.entries(erasureReceiptContract.shape.counts.parse(counts ?? {}))
  return Object.fromEntries(entries.filter(([, count]) => count > 0))
}
