import type { Actor } from '../actor.ts'
import { objectId } from '../object-id.ts'

/** Admins and owners see every run of the organization, everyone else their own. */
export function visibleExecutions({ organizationId, userId, role }: Actor) {
  const organization = { organizationId: objectId(organizationId) }
  return role === 'admin' || role === 'owner' ? organization : { ...organization, userId: objectId(userId) }
}
