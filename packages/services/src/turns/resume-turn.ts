import type { TurnRef } from '@parley/assistant'
import { Turn, type TurnRecord, withTransaction } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { findPayer } from '../account/find-payer.ts'
import type { VerbContext } from '../context.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { requireOpen } from '../conversations/conversation-rules.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { ConflictError } from '../errors.ts'
import { loadMessage } from '../messages/find-message.ts'
import { functionCallFromRecord, functionCallToRecord } from '../messages/message-view.ts'
import { objectId } from '../object-id.ts'
import { reopenTurn, type SavedRound } from './reopen-turn.ts'

export type ResumeContext = Pick<VerbContext, 'now' | 'serverId' | 'settings' | 'turns' | 'events' | 'log'>

interface Resumption {
  key: ConversationKey
  messageId: string
  userId: string
  /** Refuses the waiting calls with these words for the model; without, they are run again. */
  decline?: string
}

function declined({ text, functionCalls }: TurnRecord['rounds'][number], error: string): SavedRound {
  const calls = functionCalls.map(functionCallFromRecord)
  return {
    text,
    functionCalls: calls
      .map((call) => (call.state === 'awaiting_connection' ? { ...call, state: 'declined' as const, error } : call))
      .map(functionCallToRecord),
  }
}

/** The same within the caller's transaction; the turn is then to be started. */
export async function reopenParkedTurn(
  ctx: ResumeContext,
  { key, messageId, userId, decline, payer }: Resumption & { payer: 'user' | 'demo' },
  session: ClientSession,
): Promise<TurnRef> {
  const head = await loadConversation(key, session)
  requireOpen(head)
  const { message } = await loadMessage(key, objectId(messageId), session)
  const turn = await Turn.findOne({ messageId: message._id, state: 'awaiting_connection' }, null, { session }).lean()
  if (!turn) throw new ConflictError('The turn does not wait', 'This answer no longer waits for a connection.')
  const rounds = decline === undefined ? undefined : turn.rounds.map((round) => declined(round, decline))
  const { parts } = message
  const from = 'awaiting_connection'
  return reopenTurn(ctx, { key, head, message, from, parts, ...(rounds && { rounds }), payer, userId }, session)
}

/**
 * Lets a turn that waits for a connection go on, as a new attempt from its saved rounds. Throws ConflictError where it no longer waits;
 * of several that try, one succeeds.
 */
export async function resumeTurn(ctx: ResumeContext, resumption: Resumption): Promise<void> {
  const { key, messageId, userId } = resumption
  const payer = await findPayer(key.organizationId)
  const ref = await withTransaction((session) => reopenParkedTurn(ctx, { ...resumption, payer }, session))
  ctx.turns.start(ref)
  ctx.events.publish(userId, { type: 'conversation', conversationId: ref.conversationId, messageId })
}
