import type { Actor } from '../actor.ts'
import { ForbiddenError } from '../errors.ts'

/** Viewers read; everyone else writes. */
export function requireWriter(actor: Actor): void {
  if (actor.role === 'viewer') throw new ForbiddenError('A viewer may not write')
}
