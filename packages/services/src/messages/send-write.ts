import type { TurnMaterial, TurnRef } from '@parley/assistant'
import { Conversation, insertMade, Turn } from '@parley/db'
import { type ClientSession, type mongo, Types } from 'mongoose'
import { payerOf } from '../account/find-payer.ts'
import { readFileTexts } from '../attachments/read-file-texts.ts'
import type { MemberContext } from '../context.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { ConflictError } from '../errors.ts'
import type { ResponseRef } from '../idempotency.ts'
import { objectId } from '../object-id.ts'
import { startSession } from '../sessions/start-session.ts'
import { beginAttempt, type NewAttempt } from '../turns/begin-attempt.ts'
import { makeWayForTurn } from '../turns/make-way-for-turn.ts'
import { turnMaterial } from '../turns/turn-material.ts'
import { turnRefOf } from '../turns/turn-ref.ts'
import { leaseFrom } from '../turns/turn-rules.ts'
import { bsonSize } from './bson-size.ts'
import type { Exchange } from './draft-exchange.ts'
import { isFinal, UNFINISHED_STATUSES } from './message-rules.ts'
import type { SendGround } from './send-ground.ts'
import { toldMessages } from './told-messages.ts'

/** Where a draft stands: the seq its first new message gets, and the transaction it is written in. */
export interface DraftPlace {
  key: ConversationKey
  firstSeq: number
  at: Date
  session: ClientSession
}

export interface ExchangeDraft {
  currentPage?: string | undefined
  /** The question and its empty answer. A question with a seq before firstSeq is in the thread already and is not written again. */
  draft: (place: DraftPlace) => Promise<Exchange>
}

export interface WrittenExchange extends Exchange {
  ref: ResponseRef
  turn: TurnRef
  /** What the model was asked ahead, if it was. */
  asked: AskedAhead | null
}

export interface AskedAhead {
  material: TurnMaterial
  attempt: NewAttempt
}

/**
 * Writes an exchange in a transaction: first the conversation, which refuses whoever comes second; then `ask`, which answers whether it
 * asked the model; then the turn and what every attempt leaves.
 */
export async function writeExchange(
  ctx: MemberContext,
  key: ConversationKey,
  { currentPage, draft }: ExchangeDraft,
  ground: SendGround,
  session: ClientSession,
  ask: (ahead: AskedAhead) => boolean,
): Promise<WrittenExchange> {
  const { conversationId, organizationId, ownerKey } = key
  const { at, head, agent, tools, organization, userName, connectedPlatforms } = ground
  const { tags, nextSeq, agentVersion } = head
  const unfinished = head.messages.filter(({ status }) => !isFinal(status))
  await makeWayForTurn({ userId: head.userId, messages: unfinished }, key, at, session)
  const sitting = { key, agentId: agent._id, tags, at }
  const sessionId = ground.sessionId ?? (await startSession(ctx, sitting, ground.sessionMinutes, session))
  const exchange = await draft({ key, firstSeq: nextSeq, at, session })
  await addToConversation(key, exchange, { nextSeq, sessionId, currentPage, connectedPlatforms, at }, session)
  const { userMessage, assistantMessage } = exchange
  const turn = {
    _id: new Types.ObjectId(),
    messageId: assistantMessage._id,
    conversationId,
    organizationId,
    ownerKey,
    attempt: 1,
    ownerId: ctx.serverId,
    leaseExpiresAt: leaseFrom(at),
  }
  const userId = objectId(ctx.actor.userId)
  const ref = turnRefOf(turn, userId)
  const { defaultModel } = ctx.settings
  const attempt = {
    key,
    messageId: assistantMessage._id,
    attempt: 1,
    userId,
    agentId: agent._id,
    agentVersion,
    model: agent.llmSettings?.model ?? defaultModel,
    apiKeyId: agent.apiKeyId,
    payer: payerOf(organization),
    at,
  }
  const told = toldMessages(threadWith(ground, exchange))
  const material = turnMaterial({
    ref,
    agent,
    tools,
    title: head.title,
    currentPage: currentPage ?? head.context?.currentPage,
    organization,
    userName,
    told,
    fileTexts: await readFileTexts(key, told),
    saved: { rounds: [], text: '', parts: [] },
    defaultModel,
  })
  const ahead = { material, attempt }
  // A waiting answer that made way has another text by now than the one that was read.
  const asked = unfinished.length === 0 && ask(ahead) ? ahead : null
  await insertMade(
    Turn,
    { ...turn, state: asked ? 'running' : 'queued', rounds: [], text: '', parts: [], lastEventSeq: 0 },
    session,
  )
  await beginAttempt(attempt, session)
  await ground.extended
  return {
    userMessage,
    assistantMessage,
    ref: { conversationId, userMessageId: userMessage._id, assistantMessageId: assistantMessage._id },
    turn: ref,
    asked,
  }
}

interface Addition {
  nextSeq: number
  sessionId: Types.ObjectId
  currentPage: string | undefined
  connectedPlatforms: SendGround['connectedPlatforms']
  at: Date
}

/**
 * Holds only while the conversation is open, has no message that was not there before, and no answer is being written in it.
 * By the driver: the messages were made whole of parsed input, and to be cast and validated again they took twice the time.
 */
async function addToConversation(
  { conversationId, organizationId, ownerKey }: ConversationKey,
  { userMessage, assistantMessage }: Exchange,
  { nextSeq, sessionId, currentPage, connectedPlatforms, at }: Addition,
  session: ClientSession,
): Promise<void> {
  const added = [userMessage, assistantMessage].filter(({ seq }) => seq >= nextSeq)
  const update: mongo.BSON.Document = {
    $push: { messages: { $each: added } },
    $inc: {
      nextSeq: added.length,
      messageCount: added.length,
      windowBytes: added.reduce((sum, message) => sum + bsonSize(message), 0),
    },
    $set: {
      lastMessageAt: at,
      updatedAt: at,
      sessionId,
      'context.connectedPlatforms': connectedPlatforms,
      ...(currentPage !== undefined && { 'context.currentPage': currentPage }),
    },
  }
  const { matchedCount } = await Conversation.collection.updateOne(
    {
      _id: conversationId,
      organizationId,
      ownerKey,
      status: 'active',
      nextSeq,
      messages: { $not: { $elemMatch: { status: { $in: UNFINISHED_STATUSES } } } },
    },
    update,
    { session, ignoreUndefined: true },
  )
  if (matchedCount === 0)
    throw new ConflictError(
      'The conversation changed',
      'This conversation changed meanwhile. Reload it and send again.',
    )
}

/** What was read, with a question that lies further back, and what is new. */
function threadWith({ newest, head }: SendGround, { userMessage, assistantMessage }: Exchange) {
  const isRead = newest.some(({ _id }) => _id.equals(userMessage._id))
  const isNew = userMessage.seq >= head.nextSeq
  return [...(isRead || isNew ? [] : [userMessage]), ...newest, ...(isNew ? [userMessage] : []), assistantMessage]
}
