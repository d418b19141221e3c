import type { TurnRef } from '@parley/assistant'
import type { SentMessages } from '@parley/contracts'
import { Conversation, Turn } from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { findPayer } from '../account/find-payer.ts'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
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
import type { Exchange } from './draft-exchange.ts'
import { loadMessage } from './find-message.ts'
import { UNFINISHED_STATUSES } from './message-rules.ts'
import { messageFromRecord } from './message-view.ts'
import { showMessage } from './show-messages.ts'

/** Where a draft stands: the seq its first new message gets, and the transaction it is written in. */
export interface DraftPlace {
  key: ConversationKey
  firstSeq: number
  at: Date
  session: ClientSession
}

export interface ExchangeRequest {
  /** All that was asked for: one clientMessageId names one request of a person's, whichever verb it came by. */
  input: { conversationId: string; clientMessageId: string }
  currentPage?: string | undefined
  /** The question and its empty answer. A question with a seq before firstSeq is in the thread already and is not written again. */
  draft: (place: DraftPlace) => Promise<Exchange>
}

/**
 * Writes a question and its empty answer, and starts the turn. The same clientMessageId with the same content is answered with the same
 * two messages, once written; with other content it is a ConflictError, and so is a request while an answer is being written.
 */
export async function sendExchange(ctx: MemberContext, request: ExchangeRequest): Promise<SentMessages> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, request.input.conversationId)
  let written: WrittenExchange | null = null
  const { clientMessageId, ...content } = request.input
  const { ref, isRepeat } = await answerOnce(ctx, `messages.send:${clientMessageId}`, content, async (session) => {
    written = await writeExchange(ctx, key, request, session)
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
  { currentPage, draft }: ExchangeRequest,
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
  const { sessionId: lastSession, tags, nextSeq } = head
  const sitting = { key, agentId: agent._id, sessionId: lastSession, tags, at }
  const sessionId = await continueSession(ctx, sitting, sessionMinutes, session)
  const { userMessage, assistantMessage } = await draft({ key, firstSeq: nextSeq, at, session })
  const added = [userMessage, assistantMessage].filter(({ seq }) => seq >= nextSeq)
  const { matchedCount } = await Conversation.updateOne(
    {
      _id: conversationId,
      organizationId,
      ownerKey,
      status: 'active',
      nextSeq,
      messages: { $not: { $elemMatch: { status: { $in: UNFINISHED_STATUSES } } } },
    },
    {
      $push: { messages: { $each: added } },
      $inc: {
        nextSeq: added.length,
        messageCount: added.length,
        windowBytes: added.reduce((sum, message) => sum + bsonSize(message), 0),
      },
      $set: {
        lastMessageAt: at,
        sessionId,
        ...(currentPage !== undefined && { 'context.currentPage': currentPage }),
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

/** Both messages of an earlier request as they now stand. */
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
