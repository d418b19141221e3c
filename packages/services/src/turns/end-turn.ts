import type { TurnRef } from '@parley/assistant'
import type { Message } from '@parley/contracts'
import { AgentExecution, Conversation, type MessageRecord, Turn, UsageRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import { countKeyUse } from '../api-keys/count-key-use.ts'
import { bsonSize } from '../messages/bson-size.ts'
import { functionCallToRecord, messageFromRecord } from '../messages/message-view.ts'
import { objectId } from '../object-id.ts'
import { chargeUser } from '../usage/charge-user.ts'
import { executionLogs } from './execution-logs.ts'
import { type EndedOutcome, finishedFields, roundsWithoutEffects } from './finish-rules.ts'
import { conversationKeyOfTurn, heldTurn } from './turn-ref.ts'

const EXECUTION_STATUS = {
  complete: 'completed',
  stopped: 'stopped',
  failed: 'failed',
  awaiting_connection: 'parked',
  awaiting_approval: 'parked',
} as const

/** An ended or parked turn's message, and whose answer it is. */
export interface EndedTurn {
  message: Message
  agentId: Types.ObjectId
}

/**
 * Ends one attempt within the caller's transaction: turn done (or parked, without a lease), message final (or waiting), totals, usage settled, execution ended. Null when this
 * attempt no longer holds the turn, or, with `onlyExpiredAt`, while its lease still holds then.
 */
export async function endTurn(
  ref: TurnRef,
  ended: EndedOutcome,
  at: Date,
  session: ClientSession,
  onlyExpiredAt?: Date,
): Promise<EndedTurn | null> {
  const { status } = ended
  const state = status === 'awaiting_connection' || status === 'awaiting_approval' ? status : 'done'
  const outcome = state === 'done' ? { ...ended, rounds: roundsWithoutEffects(ended) } : ended
  const turn = await Turn.findOneAndUpdate(
    {
      ...heldTurn(ref),
      state: { $ne: 'done' },
      ...(onlyExpiredAt && { leaseExpiresAt: { $lte: onlyExpiredAt } }),
    },
    {
      $set: {
        state,
        text: outcome.text,
        parts: outcome.parts,
        lastEventSeq: outcome.lastEventSeq,
        rounds: outcome.rounds.map((round) => ({
          ...round,
          functionCalls: round.functionCalls.map(functionCallToRecord),
        })),
      },
      $unset: { leaseExpiresAt: 1 },
    },
    { session, projection: { _id: 1 } },
  ).lean()
  if (!turn) return null
  const { message, agentId, sessionId } = await writeMessage(ref, outcome, at, session)
  await settle(ref, { ...outcome, sessionId }, at, session)
  return { message: messageFromRecord(message, ref.conversationId), agentId }
}

interface WrittenMessage {
  message: MessageRecord
  agentId: Types.ObjectId
  /** The chat session it was written in. */
  sessionId: Types.ObjectId | null | undefined
}

async function writeMessage(
  ref: TurnRef,
  outcome: EndedOutcome,
  at: Date,
  session: ClientSession,
): Promise<WrittenMessage> {
  const { conversationId, organizationId, ownerKey } = conversationKeyOfTurn(ref)
  const messageId = objectId(ref.messageId)
  const filter = { _id: conversationId, organizationId, ownerKey, 'messages._id': messageId }
  const conversation = await Conversation.findOne(
    filter,
    { agentId: 1, sessionId: 1, messages: { $elemMatch: { _id: messageId } } },
    { session },
  ).lean()
  const before = conversation?.messages[0]
  if (!conversation || !before) throw new Error(`The message of turn ${ref.turnId} is not in its conversation's window`)
  const fields = finishedFields(outcome, before)
  const after = { ...before, ...fields }
  const { usage } = outcome
  await Conversation.updateOne(
    filter,
    {
      $set: {
        lastMessageAt: at,
        ...(usage.costMicros === null && { isCostPartial: true }),
        'messages.$[message].status': fields.status,
        'messages.$[message].text': fields.text,
        'messages.$[message].parts': fields.parts,
        'messages.$[message].functionCalls': fields.functionCalls,
        'messages.$[message].ai': fields.ai,
      },
      $inc: {
        windowBytes: bsonSize(after) - bsonSize(before),
        totalTokensUsed: usage.inputTokens + usage.outputTokens,
        estimatedCostMicros: usage.costMicros ?? 0,
      },
    },
    { session, arrayFilters: [{ 'message._id': messageId }] },
  )
  const { agentId, sessionId } = conversation
  return { message: after, agentId, sessionId }
}

async function settle(
  ref: TurnRef,
  outcome: EndedOutcome & Pick<WrittenMessage, 'sessionId'>,
  at: Date,
  session: ClientSession,
): Promise<void> {
  const { usage, status, error, sessionId } = outcome
  const { conversationId, organizationId } = conversationKeyOfTurn(ref)
  const messageId = objectId(ref.messageId)
  const isUnused = usage.inputTokens + usage.outputTokens === 0
  const settled = await UsageRecord.findOneAndUpdate(
    { messageId, purpose: 'answer', attempt: ref.attempt, state: 'reserved' },
    {
      $set: { ...usage, state: isUnused ? 'released' : 'settled', at, ...(sessionId && { sessionId }) },
      $unset: { leaseExpiresAt: 1 },
    },
    { session, projection: { apiKeyId: 1 } },
  ).lean()
  if (settled?.apiKeyId) await countKeyUse(settled.apiKeyId, usage.inputTokens + usage.outputTokens, at, session)
  await chargeUser(ref.userId, usage.costMicros, at, session)
  await AgentExecution.updateOne(
    { organizationId, conversationId, messageId, status: 'running' },
    {
      $set: {
        status: EXECUTION_STATUS[status],
        endedAt: at,
        tokensUsed: usage.inputTokens + usage.outputTokens,
        ...(error && { error: `${error.code}: ${error.detail}` }),
        logs: executionLogs(outcome, at),
      },
    },
    { session },
  )
}
