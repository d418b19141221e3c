import { Deployment, type DeploymentRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's deployment too. */
export async function loadDeployment(
  actor: Pick<Actor, 'organizationId'>,
  friendlyName: string,
  session?: ClientSession,
): Promise<DeploymentRecord> {
  const key = { _id: friendlyName, organizationId: objectId(actor.organizationId) }
  const found = await Deployment.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('deployment')
  return found
}
