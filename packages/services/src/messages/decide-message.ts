import type { DecideMessageInput, Message } from '@parley/contracts'
import { Turn } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { ConflictError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { resumeTurn } from '../turns/resume-turn.ts'
import { waitingCards } from '../turns/waiting-calls.ts'
import { loadMessage } from './find-message.ts'
import { showMessage } from './show-messages.ts'

export const DECLINED =
  'The user chose not to connect this now. Do not ask again in this answer; say what can be done without it.'

/** Not now: the call is declined and the same answer goes on without it. ConflictError where nothing waits any more. */
export async function decideMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: DecideMessageInput
}): Promise<Message> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  await loadMessage(key, messageId)
  const turn = await Turn.findOne({ messageId, state: 'awaiting_connection' }, { parts: 1, rounds: 1 }).lean()
  if (!turn || !waitingCards(turn).some((card) => card.functionCallId === input.functionCallId)) {
    throw new ConflictError('The call does not wait', 'This was decided already.')
  }
  if (input.decision !== 'decline') {
    throw new ConflictError('A connection is waited for', 'This waits for a connection. Make it, or choose Not now.')
  }
  await resumeTurn(ctx, { key, messageId: input.messageId, userId: ctx.actor.userId, decline: DECLINED })
  return showMessage(key, (await loadMessage(key, messageId)).message)
}
