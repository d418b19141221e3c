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
import { type CallDecision, decidedParts, writeDecision } from './decide-call.ts'
import { reopenTurn, type SavedRound } from './reopen-turn.ts'
import { PARKED_STATES } from './turn-rules.ts'

export type ResumeContext = Pick<VerbContext, 'now' | 'serverId' | 'settings' | 'turns' | 'events' | 'log'>

interface Resumption {
  key: ConversationKey
  messageId: string
  userId: string
  /** Refuses the calls that wait for a connection with these words for the model; without, they are run again. */
  decline?: string
}

interface Reopened extends Pick<Resumption, 'key' | 'messageId' | 'userId'> {
  payer: 'user' | 'demo'
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
  { key, messageId, userId, decline, payer }: Reopened & Pick<Resumption, 'decline'>,
  session: ClientSession,
): Promise<TurnRef> {
  const { head, message, turn } = await loadParked(key, messageId, session)
  const rounds = decline === undefined ? undefined : turn.rounds.map((round) => declined(round, decline))
  const { parts } = message
  const from = turn.state
  return reopenTurn(ctx, { key, head, message, from, parts, ...(rounds && { rounds }), payer, userId }, session)
}

async function loadParked(key: ConversationKey, messageId: string, session: ClientSession) {
  const head = await loadConversation(key, session)
  requireOpen(head)
  const { message } = await loadMessage(key, objectId(messageId), session)
  const parked = { messageId: message._id, state: { $in: PARKED_STATES } }
  const turn = await Turn.findOne(parked, null, { session }).lean()
  if (!turn) throw new ConflictError('The turn does not wait', 'This answer no longer waits for you.')
  return { head, message, turn }
}

/** Writes a decision, and reopens the turn where that was the last one it waited for; null where it waits on. */
async function decideParkedTurn(
  ctx: ResumeContext,
  { key, messageId, userId, payer }: Reopened,
  made: CallDecision,
  session: ClientSession,
): Promise<TurnRef | null> {
  const { head, message, turn } = await loadParked(key, messageId, session)
  if (!(await writeDecision(turn, made, session))) return null
  const parts = decidedParts(message.parts, made)
  return reopenTurn(ctx, { key, head, message, from: turn.state, parts, payer, userId }, session)
}

/**
 * Lets a turn that waits for a connection go on, as a new attempt from its saved rounds; what still asks the person parks it again. Throws ConflictError where it no longer waits;
 * of several that try, one succeeds.
 */
export async function resumeTurn(ctx: ResumeContext, resumption: Resumption): Promise<void> {
  const { key, messageId, userId } = resumption
  const payer = await findPayer(key.organizationId)
  const ref = await withTransaction((session) => reopenParkedTurn(ctx, { ...resumption, payer }, session))
  ctx.turns.start(ref)
  ctx.events.publish(userId, { type: 'conversation', conversationId: ref.conversationId, messageId })
}

/**
 * Takes what the person decided about a call that asked them; with the last decision the turn goes on. Throws ConflictError where the
 * call does not wait (any more).
 */
export async function decideCall(
  ctx: ResumeContext,
  { key, messageId, userId }: Omit<Resumption, 'decline'>,
  made: CallDecision,
): Promise<void> {
  const payer = await findPayer(key.organizationId)
  const ref = await withTransaction((session) =>
    decideParkedTurn(ctx, { key, messageId, userId, payer }, made, session),
  )
  if (ref) ctx.turns.start(ref)
  ctx.events.publish(userId, { type: 'conversation', conversationId: key.conversationId.toHexString(), messageId })
}
