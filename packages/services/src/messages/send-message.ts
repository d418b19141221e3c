import type { TurnRef } from '@parley/assistant'
import type { SendMessageInput, SentMessages } from '@parley/contracts'
import { Conversation, Turn } from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { findPayer } from '../account/find-payer.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import { attachToMessage } from '../attachments/attach-to-message.ts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { requireOpen } from '../conversations/conversation-rules.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { ConflictError } from '../errors.ts'
import { answerOnce, type ResponseRef } from '../idempotency.ts'
import { objectId } from '../object-id.ts'
import { continueSession, findSessionMinutes } from '../sessions/continue-session.ts'
import { beginAttempt } from '../turns/begin-attempt.ts'
import { makeWayForTurn } from '../turns/make-way-for-turn.ts'
import { turnRefOf } from '../turns/turn-ref.ts'
import { leaseFrom } from '../turns/turn-rules.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import { bsonSize } from './bson-size.ts'
import { draftExchange, type Exchange } from './draft-exchange.ts'
import { loadMessage } from './find-message.ts'
import { UNFINISHED_STATUSES } from './message-rules.ts'
import { messageFromRecord } from './message-view.ts'
import { showMessage } from './show-messages.ts'

/**
 * Writes the user's message and the empty answer, and starts the turn. The same clientMessageId with the same content is answered
 * with the same two messages, once written; with other content it is a ConflictError, and so is a send while an answer is being written.
 */
export async function sendMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: SendMessageInput
}): Promise<SentMessages> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  let written: WrittenExchange | null = null
  const { clientMessageId, ...content } = input
  const { ref, isRepeat } = await answerOnce(ctx, `messages.send:${clientMessageId}`, content, async (session) => {
    written = await writeExchange(ctx, key, input, session)
    return written.ref
  })
  return isRepeat || !written ? readExchange(key, ref) : begin(ctx, written)
}

interface WrittenExchange extends Exchange {
  ref: ResponseRef
  turn: TurnRef
}

async function writeExchange(
  ctx: MemberContext,
  key: ConversationKey,
  input: SendMessageInput,
  session: ClientSession,
): Promise<WrittenExchange> {
  const { conversationId, organizationId, ownerKey } = key
  const at = ctx.now()
  // Read outside the transaction, which is shorter for it: the update below holds only while all that is decided here still does.
  const [head, payer, sessionMinutes] = await Promise.all([
    loadConversation(key),
    findPayer(organizationId),
    findSessionMinutes(organizationId),
    requireAllowance(ctx.actor.userId, at),
  ])
  requireOpen(head)
  const agent = await loadActiveAgent(organizationId, head.agentId)
  const { apiKeyId } = agent
  if (apiKeyId) await requireKeyLimits(organizationId, apiKeyId, at)
  await makeWayForTurn(head, key, at, session)
  const { sessionId: lastSession, tags } = head
  const sitting = { key, agentId: agent._id, sessionId: lastSession, tags, at }
  const sessionId = await continueSession(ctx, sitting, sessionMinutes, session)
  const files = await attachToMessage(key, input.attachments ?? [], session)
  const { userMessage, assistantMessage } = draftExchange(input, files, head.nextSeq, at)
  const { matchedCount } = await Conversation.updateOne(
    {
      _id: conversationId,
      organizationId,
      ownerKey,
      status: 'active',
      nextSeq: head.nextSeq,
      messages: { $not: { $elemMatch: { status: { $in: UNFINISHED_STATUSES } } } },
    },
    {
      $push: { messages: { $each: [userMessage, assistantMessage] } },
      $inc: { nextSeq: 2, messageCount: 2, windowBytes: bsonSize(userMessage) + bsonSize(assistantMessage) },
      $set: {
        lastMessageAt: at,
        sessionId,
        ...(input.context && { 'context.currentPage': input.context.currentPage }),
      },
    },
    { session },
  )
  if (matchedCount === 0)
    throw new ConflictError(
      'The conversation changed',
      'This conversation changed meanwhile. Reload it and send again.',
    )
  const turn = {
    _id: new Types.ObjectId(),
    messageId: assistantMessage._id,
    conversationId,
    organizationId,
    ownerKey,
    attempt: 1,
    ownerId: ctx.serverId,
    leaseExpiresAt: leaseFrom(at),
    state: 'queued' as const,
  }
  await Turn.create([turn], { session })
  const userId = objectId(ctx.actor.userId)
  const model = agent.llmSettings?.model ?? ctx.settings.defaultModel
  const { agentVersion } = head
  await beginAttempt(
    {
      key,
      messageId: turn.messageId,
      attempt: 1,
      userId,
      agentId: agent._id,
      agentVersion,
      model,
      apiKeyId,
      payer,
      at,
    },
    session,
  )
  return {
    userMessage,
    assistantMessage,
    ref: { conversationId, userMessageId: userMessage._id, assistantMessageId: assistantMessage._id },
    turn: turnRefOf(turn, userId),
  }
}

function begin(ctx: MemberContext, { turn, userMessage, assistantMessage }: WrittenExchange): SentMessages {
  const { conversationId, messageId } = turn
  ctx.turns.start(turn)
  ctx.events.publish(ctx.actor.userId, { type: 'conversation', conversationId, messageId })
  return {
    userMessage: messageFromRecord(userMessage, conversationId),
    assistantMessage: messageFromRecord(assistantMessage, conversationId),
  }
}

/** Both messages of an earlier send as they now stand. */
async function readExchange(key: ConversationKey, ref: ResponseRef): Promise<SentMessages> {
  const { userMessageId, assistantMessageId } = ref
  if (!userMessageId || !assistantMessageId) throw new Error('An answered send names no messages')
  const [user, assistant] = await Promise.all([loadMessage(key, userMessageId), loadMessage(key, assistantMessageId)])
  const [userMessage, assistantMessage] = await Promise.all([
    showMessage(key, user.message),
    showMessage(key, assistant.message),
  ])
  return { userMessage, assistantMessage }
}
