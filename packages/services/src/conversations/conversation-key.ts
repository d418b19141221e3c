import type { Types } from 'mongoose'
import type { Actor } from '../actor.ts'
import { objectId } from '../object-id.ts'

/** What every filter on a conversation or its buckets holds: the record, its tenant, and whose it is. */
export interface ConversationKey {
  conversationId: Types.ObjectId
  organizationId: Types.ObjectId
  ownerKey: string
}

export function conversationKey(actor: Actor, conversationId: string): ConversationKey {
  return {
    conversationId: objectId(conversationId),
    organizationId: objectId(actor.organizationId),
    ownerKey: actor.userId,
  }
}
