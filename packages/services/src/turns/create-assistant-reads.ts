import type { AssistantReads, PastConversation, TurnRef } from '@parley/assistant'
import { Conversation } from '@parley/db'
import { keepResult } from '../attachments/keep-result.ts'
import { containsText } from '../conversations/contains-text.ts'
import { type ConnectionsContext, createConnections } from '../integrations/create-connections.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

/** What the assistant's functions may read: the conversations of the person behind the turn, by title and date, but not the present one; their own connections. */
export function createAssistantReads(ctx: ConnectionsContext): AssistantReads {
  return {
    connections: createConnections(ctx),
    keepResult: (ref, name, json) => keepResult(conversationKeyOfTurn(ref), name, json),

    async findPastConversations(ref: TurnRef, { title, from, to, limit }): Promise<PastConversation[]> {
      const { conversationId, organizationId, ownerKey } = conversationKeyOfTurn(ref)
      const found = await Conversation.find(
        {
          organizationId,
          ownerKey,
          status: { $in: ['active', 'ended', 'archived'] },
          _id: { $ne: conversationId },
          ...(title !== undefined && { title: containsText(title) }),
          ...((from !== undefined || to !== undefined) && {
            lastMessageAt: {
              ...(from !== undefined && { $gte: new Date(from) }),
              ...(to !== undefined && { $lte: new Date(to) }),
            },
          }),
        },
        { title: 1, lastMessageAt: 1, messageCount: 1 },
      )
        .sort({ lastMessageAt: -1, _id: -1 })
        .limit(limit)
        .lean()
      return found.map((conversation) => ({
        conversationId: conversation._id.toHexString(),
        title: conversation.title ?? '',
        lastMessageAt: conversation.lastMessageAt.toISOString(),
        messageCount: conversation.messageCount,
      }))
    },
  }
}
