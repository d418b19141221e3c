import type { TurnRef } from '@parley/assistant'
import { Conversation, type FunctionCallRecord, type MessageRecord, Turn, type TurnRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import type { VerbContext } from '../context.ts'
import type { ConversationHead } from '../conversations/conversation-head.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'
import { bsonSize } from '../messages/bson-size.ts'
import { objectId } from '../object-id.ts'
import { beginAttempt } from './begin-attempt.ts'
import { turnRefOf } from './turn-ref.ts'
import { leaseFrom } from './turn-rules.ts'

export interface SavedRound {
  text: string
  functionCalls: FunctionCallRecord[]
}

export interface Reopening {
  key: ConversationKey
  head: ConversationHead
  message: MessageRecord
  /** The turn must still be so: it is reopened once, however many ask. */
  from: TurnRecord['state']
  /** What the message keeps of its parts while it is written on. */
  parts: MessageRecord['parts']
  /** In place of the rounds that were saved. */
  rounds?: SavedRound[]
  payer: 'user' | 'demo'
  userId: string
}

/** Gives a turn that ended or is parked another attempt, queued for this server to start. Throws NotFoundError where it is not as expected. */
export async function reopenTurn(
  ctx: Pick<VerbContext, 'now' | 'serverId' | 'settings'>,
  reopening: Reopening,
  session: ClientSession,
): Promise<TurnRef> {
  const { key, head, message, from, parts, rounds, payer } = reopening
  const { conversationId, organizationId, ownerKey } = key
  const messageId = message._id
  const userId = objectId(reopening.userId)
  const at = ctx.now()
  const agent = await loadActiveAgent(organizationId, head.agentId, session)
  const { apiKeyId } = agent
  if (apiKeyId) await requireKeyLimits(organizationId, apiKeyId, at)
  const turn = await Turn.findOneAndUpdate(
    { messageId, organizationId, ownerKey, state: from },
    {
      $set: {
        state: 'queued',
        ownerId: ctx.serverId,
        leaseExpiresAt: leaseFrom(at),
        lastEventSeq: 0,
        ...(rounds && { rounds }),
      },
      $inc: { attempt: 1 },
    },
    { session, returnDocument: 'after' },
  ).lean()
  if (!turn) throw new NotFoundError('message')
  await Conversation.updateOne(
    { _id: conversationId, organizationId, ownerKey, 'messages._id': messageId },
    {
      $set: {
        lastMessageAt: at,
        'messages.$[message].status': 'pending',
        'messages.$[message].parts': parts,
      },
      $inc: { windowBytes: bsonSize({ ...message, status: 'pending', parts }) - bsonSize(message) },
    },
    { session, arrayFilters: [{ 'message._id': messageId }] },
  )
  const { attempt } = turn
  const model = agent.llmSettings?.model ?? ctx.settings.defaultModel
  const { agentVersion } = head
  await beginAttempt(
    { key, messageId, attempt, userId, agentId: agent._id, agentVersion, model, apiKeyId, payer, at },
    session,
  )
  return turnRefOf(turn, userId)
}
