import { Conversation, MessageBucket } from '@parley/db'
import { Types } from 'mongoose'
import { objectId } from '../object-id.ts'

interface Tenant {
  organizationId: string
  agentId: string
  owner: { userId: string }
}

interface Rating {
  rating: 'positive' | 'negative'
  reason?: 'clear' | 'wrong_numbers' | 'too_slow'
  comment?: string
  submittedAt: Date
}

/** An answer to a question of its own, rated or not. */
export interface Said {
  question?: string
  answer?: string
  feedback?: Rating
}

/** A day all of it was said on. */
export const DAY = '2031-03-02'
export const at = (time: string) => new Date(`${DAY}T${time}Z`)

/**
 * A conversation of the owner's with exchanges, of which the first `older` messages are in a bucket. The ids of the answers, in order, and of
 * the conversation.
 */
export async function addThread(tenant: Tenant, said: readonly Said[], older = 0, fields: object = {}) {
  const conversationId = new Types.ObjectId()
  const organizationId = objectId(tenant.organizationId)
  const of = { organizationId, ownerKey: tenant.owner.userId }
  const messages = said.flatMap(exchangeOf).map((message, index) => ({ ...message, seq: index + 1 }))
  await Conversation.create([
    {
      _id: conversationId,
      ...of,
      userId: objectId(tenant.owner.userId),
      agentId: objectId(tenant.agentId),
      agentVersion: 3,
      messages: messages.slice(older),
      messageCount: messages.length,
      nextSeq: messages.length + 1,
      startedAt: at('00:00:00'),
      lastMessageAt: at('12:00:00'),
      ...fields,
    },
  ])
  if (older > 0) {
    const range = { firstSeq: 1, lastSeq: older }
    await MessageBucket.create([{ ...range, conversationId, ...of, messages: messages.slice(0, older) }])
  }
  const answers = messages.filter(({ role }) => role === 'assistant').map(({ _id }) => _id.toHexString())
  return { conversationId: conversationId.toHexString(), answers }
}

function exchangeOf({ question = 'How did we do?', answer = 'Well.', feedback }: Said) {
  const asked = {
    _id: new Types.ObjectId(),
    role: 'user' as const,
    senderType: 'user' as const,
    status: 'complete' as const,
    text: question,
    createdAt: at('08:00:00'),
  }
  const answered = {
    _id: new Types.ObjectId(),
    parentMessageId: asked._id,
    role: 'assistant' as const,
    senderType: 'agent' as const,
    status: 'complete' as const,
    text: answer,
    parts: [{ type: 'text' as const, value: answer }],
    createdAt: at('08:00:01'),
    ai: { model: 'gpt-a', inputTokens: 90, outputTokens: 10, tokensUsed: 100, costMicros: 3 },
    ...(feedback && { feedback }),
  }
  return [asked, answered]
}
