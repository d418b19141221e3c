import type { ToolRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { ForbiddenError } from '../errors.ts'
import { loadTool } from './load-tool.ts'

/** To change it. Throws ForbiddenError for a system tool. */
export async function loadOwnTool(
  actor: Pick<Actor, 'organizationId'>,
  toolId: string,
  session: ClientSession,
): Promise<ToolRecord> {
  const tool = await loadTool(actor, toolId, session)
  if (tool.organizationId) return tool
  throw new ForbiddenError('A system tool', 'This tool is built in. Make one of your own instead.')
}
