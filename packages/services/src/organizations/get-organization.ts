import type { Organization } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadOrganization } from './load-organization.ts'
import { organizationFromRecord } from './organization-view.ts'

/** The organization the session acts in. */
export async function getOrganization({ ctx }: { ctx: Pick<MemberContext, 'actor'> }): Promise<Organization> {
  return organizationFromRecord(await loadOrganization(ctx.actor))
}
