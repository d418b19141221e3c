import { Conversation, Turn, type TurnRecord, withTransaction } from '@parley/db'
import type { VerbContext } from '../context.ts'
import { afterTurn } from './after-turn.ts'
import { endTurn } from './end-turn.ts'
import { outcomeOfSavedTurn } from './outcome-of-saved-turn.ts'
import { turnRefOf } from './turn-ref.ts'
import { LEASED_STATES } from './turn-rules.ts'

type SweepContext = Pick<VerbContext, 'now' | 'events' | 'log'>

const BATCH = 100

const LOST = {
  code: 'SERVER_LOST',
  userMessage: 'The answer was interrupted. What was written is kept; choose Continue to go on from there.',
  detail: 'The lease expired',
}

/**
 * Ends turns whose server is gone: failed, with their partial kept and their usage recorded. For the server to call at its start and
 * every 5 s. Parked turns have no lease and are never touched. Returns how many it ended.
 */
export async function sweepExpiredTurns(ctx: SweepContext): Promise<number> {
  const expired = await Turn.find({ state: { $in: LEASED_STATES }, leaseExpiresAt: { $lte: ctx.now() } })
    .limit(BATCH)
    .lean()
  let ended = 0
  for (const turn of expired) {
    try {
      if (await endExpired(ctx, turn)) ended += 1
    } catch (err) {
      ctx.log.error(
        { err, turnId: turn._id.toHexString() },
        'An expired turn could not be ended; the next sweep tries again',
      )
    }
  }
  return ended
}

async function endExpired(ctx: SweepContext, turn: TurnRecord): Promise<boolean> {
  const { conversationId, organizationId, ownerKey } = turn
  const conversation = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey },
    { userId: 1 },
  ).lean()
  const ref = turnRefOf(turn, conversation?.userId)
  const at = ctx.now()
  const message = await withTransaction(async (session) => {
    const outcome = await outcomeOfSavedTurn(ref, turn, { status: 'failed', error: LOST }, session)
    return endTurn(ref, outcome, at, session, at)
  })
  if (message) await afterTurn(ctx, ref)
  return message !== null
}
