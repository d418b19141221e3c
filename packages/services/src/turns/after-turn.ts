import type { TurnRef } from '@parley/assistant'
import { markAgentActive } from '../agents/mark-agent-active.ts'
import type { VerbContext } from '../context.ts'
import { moveOverflow } from '../messages/move-overflow.ts'
import type { EndedTurn } from './end-turn.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

type AfterTurnContext = Pick<VerbContext, 'now' | 'events' | 'log'>

/** Tells the person's browsers that a turn ended or waits. */
export function publishTurn(
  { events }: Pick<VerbContext, 'events'>,
  { userId, conversationId, messageId }: TurnRef,
): void {
  if (userId === undefined) return
  events.publish(userId, { type: 'conversation', conversationId, messageId })
  events.publish(userId, { type: 'usage', conversationId, messageId })
}

/** What follows the commit that ended a turn. What could not be done now is done after the next turn. */
export async function afterTurn(
  ctx: AfterTurnContext,
  ref: TurnRef,
  { agentId }: Pick<EndedTurn, 'agentId'>,
): Promise<void> {
  publishTurn(ctx, ref)
  const key = conversationKeyOfTurn(ref)
  const { conversationId } = ref
  await Promise.all([
    moveOverflow(key).catch((err) =>
      ctx.log.warn({ err, conversationId }, 'Older messages could not be moved to a bucket'),
    ),
    markAgentActive(key.organizationId, agentId, ctx.now()).catch((err) =>
      ctx.log.warn({ err, conversationId }, 'It could not be said that an agent was active'),
    ),
  ])
}
