import type { TurnRef } from '@parley/assistant'
import type { Message, MessageRefInput } from '@parley/contracts'
import { Conversation, type MessageRecord, Turn, withTransaction } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { findPayer } from '../account/find-payer.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { requireOpen } from '../conversations/conversation-rules.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { beginAttempt } from '../turns/begin-attempt.ts'
import { makeWayForTurn } from '../turns/make-way-for-turn.ts'
import { turnRefOf } from '../turns/turn-ref.ts'
import { leaseFrom } from '../turns/turn-rules.ts'
import { bsonSize } from './bson-size.ts'
import { type FoundMessage, loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { showMessage } from './show-messages.ts'

/**
 * Gives a failed or stopped answer a new attempt of its turn, from the rounds and text that were kept, from the start where there are
 * none. ConflictError for any other message and while another answer is being written.
 */
export async function continueMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  const payer = await findPayer(key.organizationId)
  const turn = await withTransaction((session) => reopen(ctx, key, input.messageId, payer, session))
  ctx.turns.start(turn)
  ctx.events.publish(ctx.actor.userId, { type: 'conversation', ...input })
  return showMessage(key, (await loadMessage(key, messageId)).message)
}

async function reopen(
  ctx: MemberContext,
  key: ConversationKey,
  id: string,
  payer: 'user' | 'demo',
  session: ClientSession,
): Promise<TurnRef> {
  const { conversationId, organizationId, ownerKey } = key
  const messageId = objectId(id)
  const userId = objectId(ctx.actor.userId)
  const at = ctx.now()
  const head = await loadConversation(key, session)
  requireOpen(head)
  const message = requireContinuable(await loadMessage(key, messageId, session))
  await makeWayForTurn(head, key, at, session)
  const agent = await loadActiveAgent(organizationId, head.agentId, session)
  const turn = await Turn.findOneAndUpdate(
    { messageId, organizationId, ownerKey, state: 'done' },
    {
      $set: { state: 'queued', ownerId: ctx.serverId, leaseExpiresAt: leaseFrom(at), lastEventSeq: 0 },
      $inc: { attempt: 1 },
    },
    { session, returnDocument: 'after' },
  ).lean()
  if (!turn) throw new NotFoundError('message')
  const parts = message.parts.filter((part) => part.type !== 'card')
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
  await beginAttempt({ key, messageId, attempt, userId, agentId: agent._id, agentVersion, model, payer, at }, session)
  return turnRefOf(turn, userId)
}

function requireContinuable({ message, isInWindow }: FoundMessage): MessageRecord {
  if (!isFinal(message.status)) {
    throw new ConflictError('The turn is not done', 'This answer is still being written. Wait for it or stop it first.')
  }
  if (message.role !== 'assistant' || message.status === 'complete') {
    throw new ConflictError(
      `A ${message.role} message that is ${message.status}`,
      'This message has nothing left to continue.',
    )
  }
  if (!isInWindow) {
    throw new ConflictError(
      'The message is in a bucket',
      'This answer is too far back to go on with. Ask again instead.',
    )
  }
  return message
}
