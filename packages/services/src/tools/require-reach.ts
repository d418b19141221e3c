import type { CreateToolInput } from '@parley/contracts'
import type { Actor } from '../actor.ts'
import { loadOrganization } from '../organizations/load-organization.ts'
import { requireRealTenant } from '../organizations/require-real-tenant.ts'

/** A demo is anybody's: its tools may compute, but send nothing to other servers from this one. Throws ForbiddenError. */
export async function requireReach(
  actor: Actor,
  implementation: Pick<CreateToolInput['implementation'], 'type'> | undefined,
): Promise<void> {
  if (implementation && implementation.type !== 'code') requireRealTenant(await loadOrganization(actor))
}
