import { Tool, type ToolRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** The organization's own or a built-in one. Throws NotFoundError for another tenant's tool too. */
export async function loadTool(
  actor: Pick<Actor, 'organizationId'>,
  toolId: string,
  session?: ClientSession,
): Promise<ToolRecord> {
  const key = { _id: objectId(toolId), organizationId: { $in: [null, objectId(actor.organizationId)] } }
  const found = await Tool.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('tool')
  return found
}
