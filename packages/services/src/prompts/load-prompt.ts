import { Prompt, type PromptRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's prompt too. */
export async function loadPrompt(
  actor: Pick<Actor, 'organizationId'>,
  promptId: string,
  session?: ClientSession,
): Promise<PromptRecord> {
  const key = { _id: objectId(promptId), organizationId: objectId(actor.organizationId) }
  const found = await Prompt.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('prompt')
  return found
}
