import type { TurnRef } from '@parley/assistant'
import type { VerbContext } from '../context.ts'
import { moveOverflow } from '../messages/move-overflow.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

type AfterTurnContext = Pick<VerbContext, 'events' | 'log'>

/** What follows the commit that ended a turn. A window that could not be moved now is moved after the next turn. */
export async function afterTurn(ctx: AfterTurnContext, ref: TurnRef): Promise<void> {
  if (ref.userId !== undefined) {
    const { userId, conversationId, messageId } = ref
    ctx.events.publish(userId, { type: 'conversation', conversationId, messageId })
    ctx.events.publish(userId, { type: 'usage', conversationId, messageId })
  }
  try {
    await moveOverflow(conversationKeyOfTurn(ref))
  } catch (err) {
    ctx.log.warn({ err, conversationId: ref.conversationId }, 'Older messages could not be moved to a bucket')
  }
}
