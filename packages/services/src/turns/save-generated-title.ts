import type { ModelUsage, TurnRef } from '@parley/assistant'
import { Conversation, Turn, UsageRecord, withTransaction } from '@parley/db'
import type { VerbContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { chargeUser } from '../usage/charge-user.ts'
import { conversationKeyOfTurn, heldTurn } from './turn-ref.ts'

const MAX_TITLE_LENGTH = 200

/** Names a conversation that has no name yet, and records what that cost. Does nothing for an attempt that is not the turn's newest. */
export async function saveGeneratedTitle(
  ctx: Pick<VerbContext, 'now' | 'events'>,
  ref: TurnRef,
  title: string,
  usage: ModelUsage,
): Promise<void> {
  const { conversationId, organizationId, ownerKey } = conversationKeyOfTurn(ref)
  const messageId = objectId(ref.messageId)
  const filter = { _id: conversationId, organizationId, ownerKey }
  const isNamed = await withTransaction(async (session) => {
    if (!(await Turn.exists(heldTurn(ref)).session(session))) return false
    const attempt = { messageId, purpose: 'title' as const, attempt: ref.attempt }
    if (await UsageRecord.exists(attempt).session(session)) return false
    const answer = await UsageRecord.findOne(
      { ...attempt, purpose: 'answer' },
      { payer: 1, userId: 1, agentId: 1 },
      { session },
    ).lean()
    if (!answer) return false
    const { payer, userId, agentId } = answer
    const at = ctx.now()
    const conversation = await Conversation.findOneAndUpdate(
      filter,
      {
        $inc: {
          totalTokensUsed: usage.inputTokens + usage.outputTokens,
          estimatedCostMicros: usage.costMicros ?? 0,
        },
        ...(usage.costMicros === null && { $set: { isCostPartial: true } }),
      },
      { session, projection: { sessionId: 1 } },
    ).lean()
    const { sessionId } = conversation ?? {}
    const source = { organizationId, conversationId, ...(sessionId && { sessionId }), payer, userId, agentId }
    await UsageRecord.create([{ ...attempt, ...source, ...usage, state: 'settled', at }], { session })
    await chargeUser(ref.userId, usage.costMicros, at, session)
    const named = await Conversation.updateOne(
      { ...filter, title: '' },
      { $set: { title: title.trim().slice(0, MAX_TITLE_LENGTH) } },
      { session },
    )
    return named.modifiedCount === 1
  })
  if (isNamed && ref.userId !== undefined) {
    ctx.events.publish(ref.userId, { type: 'title', conversationId: ref.conversationId })
  }
}
