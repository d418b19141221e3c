import type { Organization } from '@parley/contracts'
import type { WriteContext } from '../audit/audited-write.ts'
import { setDeleted } from './set-deleted.ts'

/**
 * Deletes the organization the session acts in: from now on only its owners get in, and after its restore window it is purged with
 * everything in it. Owners only; refused under legal hold.
 */
export async function removeOrganization({ ctx }: { ctx: WriteContext }): Promise<Organization> {
  return setDeleted(ctx, { action: 'organizations.remove', deletedAt: ctx.now() })
}
