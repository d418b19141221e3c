import { Conversation } from '@parley/db'
import { type ActiveAgent, AGENT_PROJECTION } from '../agents/find-agent.ts'
import { type ConversationHead, HEAD_PROJECTION } from '../conversations/conversation-head.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { NotFoundError } from '../errors.ts'
import type { MessageWindow } from './read-message-page.ts'

interface WindowAndAgent {
  head: ConversationHead & MessageWindow
  agent: ActiveAgent
  /** Whether the session it was written in last has not ended. */
  isSessionOpen: boolean
}

type Found = WindowAndAgent['head'] & { agents: ActiveAgent[]; openSessions: unknown[] }

/** A conversation with its window, its agent and its session as of `at`, in one round trip. Throws NotFoundError like loadConversation. */
export async function loadWindowAndAgent(
  { conversationId, organizationId, ownerKey }: ConversationKey,
  at: Date,
): Promise<WindowAndAgent> {
  const [found] = await Conversation.aggregate<Found>([
    { $match: { _id: conversationId, organizationId, ownerKey, status: { $ne: 'deleted' } } },
    { $project: { ...HEAD_PROJECTION, messages: 1 } },
    {
      $lookup: {
        from: 'agents',
        localField: 'agentId',
        foreignField: '_id',
        pipeline: [{ $match: { organizationId } }, { $project: AGENT_PROJECTION }],
        as: 'agents',
      },
    },
    {
      $lookup: {
        from: 'chatsessions',
        localField: 'sessionId',
        foreignField: '_id',
        pipeline: [{ $match: { organizationId, conversationId, expiresAt: { $gt: at } } }, { $project: { _id: 1 } }],
        as: 'openSessions',
      },
    },
  ])
  if (!found) throw new NotFoundError('conversation')
  const { agents, openSessions, ...head } = found
  const [agent] = agents
  if (!agent) throw new NotFoundError('agent')
  return { head, agent, isSessionOpen: openSessions.length > 0 }
}
