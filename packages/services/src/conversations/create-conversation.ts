import type { Conversation, CreateConversationInput } from '@parley/contracts'
import { Conversation as ConversationModel, withSharedTransaction } from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { findAgentForConversation } from '../agents/find-agent.ts'
import type { MemberContext } from '../context.ts'
import { answerOnce, parseIdempotencyKey } from '../idempotency.ts'
import { loadLead } from '../leads/load-lead.ts'
import { noteFirstConversation } from '../leads/note-first-conversation.ts'
import { objectId } from '../object-id.ts'
import { clientFields, findSessionMinutes, startSession } from '../sessions/start-session.ts'
import { conversationFromHead } from './conversation-head.ts'
import { loadConversation } from './load-conversation.ts'

/** Opens a conversation. With an Idempotency-Key a repeated call is answered with the same conversation. */
export async function createConversation({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: CreateConversationInput
}): Promise<Conversation> {
  requireWriter(ctx.actor)
  const draft = await draftConversation(ctx, input)
  const idleMinutes = await findSessionMinutes(draft.organizationId)
  const insert = async (session: ClientSession) => {
    const { _id: conversationId, organizationId, ownerKey, agentId, tags } = draft
    const key = { conversationId, organizationId, ownerKey }
    const sessionId = await startSession(ctx, { key, agentId, tags, at: ctx.now() }, idleMinutes, session)
    await ConversationModel.create([{ ...draft, sessionId }], { session })
    if (draft.leadId) await noteFirstConversation(ctx, draft.leadId, conversationId)
    return { conversationId: draft._id }
  }
  const { ref, isRepeat } =
    ctx.idempotencyKey === null
      ? { ref: await withSharedTransaction(insert), isRepeat: false }
      : await answerOnce(ctx, `conversations.create:${parseIdempotencyKey(ctx.idempotencyKey)}`, input, insert)
  const { organizationId, ownerKey } = draft
  const head = await loadConversation({ conversationId: ref.conversationId ?? draft._id, organizationId, ownerKey })
  const conversation = conversationFromHead(head)
  if (!isRepeat) ctx.events.publish(ctx.actor.userId, { type: 'conversation', conversationId: conversation.id })
  return conversation
}

async function draftConversation({ actor, now, client }: MemberContext, input: CreateConversationInput) {
  const agent = await findAgentForConversation(actor, input.agentId)
  const lead = input.leadId === undefined ? null : await loadLead(actor, input.leadId)
  const startedAt = input.startedAt === undefined ? now() : new Date(input.startedAt)
  const customFields = input.metadata?.customFields
  return {
    _id: new Types.ObjectId(),
    organizationId: objectId(actor.organizationId),
    userId: objectId(actor.userId),
    ownerKey: actor.userId,
    agentId: agent._id,
    agentVersion: agent.version,
    ...(lead && { leadId: lead._id }),
    channel: input.channel ?? ('chat' as const),
    title: input.title ?? '',
    tags: input.tags ?? [],
    context: { ...input.context },
    metadata: {
      ...clientFields(client),
      ...(input.metadata?.source !== undefined && { source: input.metadata.source }),
      ...(customFields && { customFields, customFieldsText: textsOf(customFields) }),
    },
    lastMessageAt: startedAt,
    startedAt,
  }
}

/** What a search over custom fields will read. */
function textsOf(customFields: Record<string, unknown>): string[] {
  return Object.values(customFields).filter((value) => typeof value === 'string')
}
