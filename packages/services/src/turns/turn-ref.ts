import type { TurnRef } from '@parley/assistant'
import type { TurnRecord } from '@parley/db'
import type { Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'

type RefFields = Pick<
  TurnRecord,
  '_id' | 'conversationId' | 'messageId' | 'organizationId' | 'ownerKey' | 'attempt' | 'ownerId'
>

export function turnRefOf(turn: RefFields, userId?: Types.ObjectId | null): TurnRef {
  return {
    turnId: turn._id.toHexString(),
    conversationId: turn.conversationId.toHexString(),
    messageId: turn.messageId.toHexString(),
    organizationId: turn.organizationId.toHexString(),
    ownerKey: turn.ownerKey,
    ...(userId && { userId: userId.toHexString() }),
    attempt: turn.attempt,
    ownerId: turn.ownerId,
  }
}

/** The filter every write of a turn carries: this attempt, held by this server. */
export function heldTurn(ref: TurnRef) {
  return { _id: objectId(ref.turnId), ownerId: ref.ownerId, attempt: ref.attempt }
}

export function conversationKeyOfTurn(ref: TurnRef): ConversationKey {
  return {
    conversationId: objectId(ref.conversationId),
    organizationId: objectId(ref.organizationId),
    ownerKey: ref.ownerKey,
  }
}
