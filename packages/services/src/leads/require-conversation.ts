import { Conversation } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** A lead's conversation is one of the organization's, whoever had it; only that it is there is looked at. Throws NotFoundError. */
export async function requireConversation(
  actor: Pick<Actor, 'organizationId'>,
  conversationId: string | null | undefined,
  session: ClientSession,
): Promise<void> {
  if (conversationId == null) return
  const key = { _id: objectId(conversationId), organizationId: objectId(actor.organizationId) }
  if (!(await Conversation.exists(key).session(session))) throw new NotFoundError('conversation')
}
