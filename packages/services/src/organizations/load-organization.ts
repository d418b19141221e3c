import { Organization, type OrganizationRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** The organization the session acts in. */
export async function loadOrganization(
  actor: Pick<Actor, 'organizationId'>,
  session?: ClientSession,
): Promise<OrganizationRecord> {
  const key = { _id: objectId(actor.organizationId) }
  const found = await Organization.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('organization')
  return found
}
