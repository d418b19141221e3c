import { waitingStatus } from '@parley/assistant'
import { cardContract } from '@parley/contracts'
import { Conversation, Turn, type TurnRecord, withTransaction } from '@parley/db'
import { findPayer } from '../account/find-payer.ts'
import { afterTurn, publishTurn } from './after-turn.ts'
import { endTurn } from './end-turn.ts'
import { outcomeOfSavedTurn } from './outcome-of-saved-turn.ts'
import { type ResumeContext, reopenParkedTurn } from './resume-turn.ts'
import { turnRefOf } from './turn-ref.ts'
import { LEASED_STATES } from './turn-rules.ts'

/** A turn that was lost so often may be what ends its servers. */
const MAX_ATTEMPTS = 8

const BATCH = 100

const LOST = {
  code: 'SERVER_LOST',
  userMessage: 'The answer was interrupted. What was written is kept; choose Continue to go on from there.',
  detail: 'The lease expired',
}

/**
 * Takes up turns whose server is gone, their usage recorded. One that had been parked goes on here, as its next attempt from its saved
 * rounds; any other ends as failed, with its partial kept. For the server to call at its start and every 5 s. Parked turns have no lease
 * and are never touched. Returns how many it took up.
 */
export async function sweepExpiredTurns(ctx: ResumeContext): Promise<number> {
  const expired = await Turn.find({ state: { $in: LEASED_STATES }, leaseExpiresAt: { $lte: ctx.now() } })
    .limit(BATCH)
    .lean()
  let ended = 0
  for (const turn of expired) {
    try {
      if ((await goOn(ctx, turn)) || (await endExpired(ctx, turn))) ended += 1
    } catch (err) {
      ctx.log.error(
        { err, turnId: turn._id.toHexString() },
        'An expired turn could not be ended; the next sweep tries again',
      )
    }
  }
  return ended
}

/** False where it had not been parked, has been lost too often, is another's by now, or may not go on. */
async function goOn(ctx: ResumeContext, turn: TurnRecord): Promise<boolean> {
  const { conversationId, organizationId, ownerKey, attempt } = turn
  const wasParked = turn.parts.some(({ value }) => isWaitingCard(value))
  const conversation = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey },
    { userId: 1, status: 1 },
  ).lean()
  if (!wasParked || attempt >= MAX_ATTEMPTS || !conversation?.userId || conversation.status !== 'active') return false
  const userId = conversation.userId.toHexString()
  const messageId = turn.messageId.toHexString()
  const key = { conversationId, organizationId, ownerKey }
  const lost = turnRefOf(turn, conversation.userId)
  const at = ctx.now()
  const payer = await findPayer(organizationId)
  const next = await withTransaction(async (session) => {
    const saved = await outcomeOfSavedTurn(lost, turn, { status: 'awaiting_approval' }, session)
    const waits = waitingStatus(saved.rounds.flatMap(({ functionCalls }) => functionCalls))
    const outcome = { ...saved, status: waits ?? saved.status }
    if (!(await endTurn(lost, outcome, at, session, at))) return null
    return reopenParkedTurn(ctx, { key, messageId, userId, payer }, session)
  })
  if (!next) return false
  ctx.turns.start(next)
  publishTurn(ctx, next)
  return true
}

/** A card on which a turn may have waited. */
function isWaitingCard(value: unknown): boolean {
  const card = cardContract.safeParse(value)
  return card.success && card.data.kind !== 'error'
}

async function endExpired(ctx: ResumeContext, turn: TurnRecord): Promise<boolean> {
  const { conversationId, organizationId, ownerKey } = turn
  const conversation = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey },
    { userId: 1 },
  ).lean()
  const ref = turnRefOf(turn, conversation?.userId)
  const at = ctx.now()
  const ended = await withTransaction(async (session) => {
    const outcome = await outcomeOfSavedTurn(ref, turn, { status: 'failed', error: LOST }, session)
    return endTurn(ref, outcome, at, session, at)
  })
  if (ended) await afterTurn(ctx, ref, ended)
  return ended !== null
}
