import { Turn } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { ConversationHead } from '../conversations/conversation-head.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { ConflictError } from '../errors.ts'
import { endTurn } from './end-turn.ts'
import { outcomeOfSavedTurn } from './outcome-of-saved-turn.ts'
import { turnRefOf } from './turn-ref.ts'
import { isParked } from './turn-rules.ts'

/** A conversation has one unfinished turn: a parked one is ended as stopped, a queued or running one throws ConflictError. */
export async function makeWayForTurn(
  head: Pick<ConversationHead, 'messages' | 'userId'>,
  key: ConversationKey,
  at: Date,
  session: ClientSession,
): Promise<void> {
  const unfinished = head.messages?.[0]
  if (!unfinished) return
  const turn = await Turn.findOne(
    { messageId: unfinished._id, organizationId: key.organizationId, ownerKey: key.ownerKey },
    null,
    { session },
  ).lean()
  if (turn && isParked(turn.state)) {
    const ref = turnRefOf(turn, head.userId)
    const outcome = await outcomeOfSavedTurn(ref, turn, { status: 'stopped' }, session)
    if (await endTurn(ref, outcome, at, session)) return
  }
  throw new ConflictError('A turn is not done', 'An answer is still being written. Wait for it or stop it first.')
}
