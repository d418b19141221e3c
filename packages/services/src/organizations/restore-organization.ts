import type { Organization } from '@parley/contracts'
import type { WriteContext } from '../audit/audited-write.ts'
import { setDeleted } from './set-deleted.ts'

/** Takes the deletion of the organization back, as long as it was not purged. Owners only. */
export async function restoreOrganization({ ctx }: { ctx: WriteContext }): Promise<Organization> {
  return setDeleted(ctx, { action: 'organizations.restore', deletedAt: null })
}
