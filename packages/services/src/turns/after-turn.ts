import type { TurnRef } from '@parley/assistant'
import type { VerbContext } from '../context.ts'
import { moveOverflow } from '../messages/move-overflow.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

type AfterTurnContext = Pick<VerbContext, 'events' | 'log'>

/** Tells the person's browsers that a turn ended or waits. */
export function publishTurn(
  { events }: Pick<VerbContext, 'events'>,
  { userId, conversationId, messageId }: TurnRef,
): void {
  if (userId === undefined) return
  events.publish(userId, { type: 'conversation', conversationId, messageId })
  events.publish(userId, { type: 'usage', conversationId, messageId })
}

/** What follows the commit that ended a turn. A window that could not be moved now is moved after the next turn. */
export async function afterTurn(ctx: AfterTurnContext, ref: TurnRef): Promise<void> {
  publishTurn(ctx, ref)
  try {
    await moveOverflow(conversationKeyOfTurn(ref))
  } catch (err) {
    ctx.log.warn({ err, conversationId: ref.conversationId }, 'Older messages could not be moved to a bucket')
  }
}
