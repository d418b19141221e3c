import type { OrganizationRecord } from '@parley/db'
import { ForbiddenError } from '../errors.ts'

/** A demo ends by itself and may not leave anything behind. Throws ForbiddenError. */
export function requireRealTenant({ demoExpiresAt }: Pick<OrganizationRecord, 'demoExpiresAt'>): void {
  if (demoExpiresAt) throw new ForbiddenError('Not in a demo', 'A demo cannot do this. Sign up to go on.')
}
