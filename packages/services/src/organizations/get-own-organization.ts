import type { Organization } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadOwnOrganization } from './load-own-organization.ts'
import { organizationFromRecord } from './organization-view.ts'

/** One the person belongs to, whichever the session acts in. Throws NotFoundError. */
export async function getOwnOrganization({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: { organizationId: string }
}): Promise<Organization> {
  return organizationFromRecord(await loadOwnOrganization(ctx.actor, input.organizationId))
}
