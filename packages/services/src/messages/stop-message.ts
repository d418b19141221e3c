import type { Message, MessageRefInput } from '@parley/contracts'
import { Turn, withTransaction } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'
import { afterTurn } from '../turns/after-turn.ts'
import { endTurn } from '../turns/end-turn.ts'
import { outcomeOfSavedTurn } from '../turns/outcome-of-saved-turn.ts'
import { turnRefOf } from '../turns/turn-ref.ts'
import { loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { showMessage } from './show-messages.ts'

/** Ends the answer being written, wherever it is, and keeps what there is. A finished message is answered as it is. */
export async function stopMessage({ ctx, input }: { ctx: MemberContext; input: MessageRefInput }): Promise<Message> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  const { message } = await loadMessage(key, messageId)
  if (isFinal(message.status)) return showMessage(key, message)
  const stoppedHere = await ctx.turns.stop(input.messageId)
  if (stoppedHere && isFinal(stoppedHere.status)) return stoppedHere
  await stopElsewhere(ctx, input)
  return showMessage(key, (await loadMessage(key, messageId)).message)
}

/** The server that runs it, if one still does, finds at its next write that the turn is done. */
async function stopElsewhere(ctx: MemberContext, input: MessageRefInput): Promise<void> {
  const key = conversationKey(ctx.actor, input.conversationId)
  const filter = { messageId: objectId(input.messageId), organizationId: key.organizationId, ownerKey: key.ownerKey }
  const turn = await Turn.findOne(filter, {
    attempt: 1,
    ownerId: 1,
    conversationId: 1,
    messageId: 1,
    organizationId: 1,
    ownerKey: 1,
  }).lean()
  if (!turn) return
  const ref = turnRefOf(turn, objectId(ctx.actor.userId))
  const stopped = await withTransaction(async (session) => {
    const current = await Turn.findOne({ _id: turn._id, attempt: turn.attempt }, null, { session }).lean()
    if (!current || current.state === 'done') return null
    const outcome = await outcomeOfSavedTurn(ref, current, { status: 'stopped' }, session)
    return endTurn(ref, outcome, ctx.now(), session)
  })
  if (stopped) await afterTurn(ctx, ref, stopped)
}
