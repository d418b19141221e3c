import type { Organization, OrganizationRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadOrganization } from './load-organization.ts'
import { loadOwnOrganization } from './load-own-organization.ts'
import { organizationFromRecord } from './organization-view.ts'
import { requireRealTenant } from './require-real-tenant.ts'

/**
 * From the next request on the session acts in another organization the person belongs to, until the membership ends. A demo stays in its
 * own. Throws NotFoundError, ForbiddenError.
 */
export async function activateOrganization({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor' | 'activateOrganization'>
  input: OrganizationRefInput
}): Promise<Organization> {
  const organization = await loadOwnOrganization(ctx.actor, input.organizationId)
  requireRealTenant(await loadOrganization(ctx.actor))
  await ctx.activateOrganization(input.organizationId)
  return organizationFromRecord(organization)
}
