import type { PlatformName } from '@parley/contracts'
import { Turn } from '@parley/db'
import type { Actor } from '../actor.ts'
import { AppError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { type ResumeContext, resumeTurn } from './resume-turn.ts'
import { waitingCards } from './waiting-calls.ts'

/**
 * After a connection became usable: every turn of this person that waits for the platform goes on, whichever way the connection was
 * made. One that cannot (its conversation was ended meanwhile) goes on waiting.
 */
export async function resumeWaitingTurns(
  ctx: ResumeContext,
  { organizationId, userId }: Pick<Actor, 'organizationId' | 'userId'>,
  platform: PlatformName,
): Promise<void> {
  const parked = await Turn.find({
    organizationId: objectId(organizationId),
    ownerKey: userId,
    state: 'awaiting_connection',
  }).lean()
  for (const turn of parked) {
    if (!waitingCards(turn).some((card) => card.platform === platform)) continue
    const { conversationId, organizationId: tenant, ownerKey } = turn
    const messageId = turn.messageId.toHexString()
    try {
      await resumeTurn(ctx, { key: { conversationId, organizationId: tenant, ownerKey }, messageId, userId })
    } catch (err) {
      if (err instanceof AppError) ctx.log.info({ messageId, code: err.code }, 'A waiting turn did not go on')
      else ctx.log.error({ err, messageId }, 'A waiting turn could not go on')
    }
  }
}
