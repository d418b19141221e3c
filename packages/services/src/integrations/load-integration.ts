import { PlatformIntegration } from '@parley/db'
import type { Types } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import type { IntegrationRecord } from './integration-view.ts'

/** What every filter on a connection holds: nobody uses another's, not even in one organization. */
export interface ConnectionOwner {
  organizationId: Types.ObjectId
  userId: Types.ObjectId
}

export function connectionOwner(actor: Pick<Actor, 'organizationId' | 'userId'>): ConnectionOwner {
  return { organizationId: objectId(actor.organizationId), userId: objectId(actor.userId) }
}

/** Without its tokens. Throws NotFoundError alike for a missing and another person's. */
export async function loadIntegration(owner: ConnectionOwner, integrationId: string): Promise<IntegrationRecord> {
  const { organizationId, userId } = owner
  const found = await PlatformIntegration.findOne({ _id: objectId(integrationId), organizationId, userId }).lean()
  if (!found) throw new NotFoundError('connection')
  return found
}
