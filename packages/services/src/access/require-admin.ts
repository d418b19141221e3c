import type { Actor } from '../actor.ts'
import { ForbiddenError } from '../errors.ts'

/** What an organization shares is changed by its admins and owners. */
export function requireAdmin(actor: Pick<Actor, 'role'>): void {
  if (actor.role !== 'admin' && actor.role !== 'owner') throw new ForbiddenError('Only an admin or owner may do this')
}
