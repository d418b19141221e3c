import type { ErasureReceipt } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { beginAccountErasure } from '../erasure/begin-account-erasure.ts'
import type { ErasureContext } from '../erasure/erasure-run.ts'
import { runErasure } from '../erasure/run-erasure.ts'
import { ConflictError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/**
 * Erases the person who is signed in, for good: organizations nobody else is in go as a whole, and from the others everything of theirs,
 * deleted or anonymised as each organization says. Answers with the signed receipt. What is interrupted is finished by a job; the person is
 * signed out from the first moment on.
 */
export async function eraseAccount({
  ctx,
}: {
  ctx: ErasureContext & Pick<MemberContext, 'actor'>
}): Promise<ErasureReceipt> {
  const erasureId = await beginAccountErasure(ctx, objectId(ctx.actor.userId), { isReplay: false })
  const receipt = await runErasure(ctx, erasureId)
  if (receipt) return receipt
  throw new ConflictError(
    'The erasure runs elsewhere',
    'Your account is being erased already. There is nothing left to do.',
  )
}
