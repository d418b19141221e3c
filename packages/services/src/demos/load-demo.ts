import { Demo, type DemoRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's demo too. */
export async function loadDemo(
  actor: Pick<Actor, 'organizationId'>,
  demoId: string,
  session?: ClientSession,
): Promise<DemoRecord> {
  const key = { _id: objectId(demoId), organizationId: objectId(actor.organizationId) }
  const found = await Demo.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('demo')
  return found
}
