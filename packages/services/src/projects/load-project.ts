import { Project, type ProjectRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's project too. */
export async function loadProject(
  actor: Pick<Actor, 'organizationId'>,
  projectId: string,
  session?: ClientSession,
): Promise<ProjectRecord> {
  const key = { _id: objectId(projectId), organizationId: objectId(actor.organizationId) }
  const found = await Project.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('project')
  return found
}
