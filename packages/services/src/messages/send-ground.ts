import type { OwnTool } from '@parley/assistant'
import type { PlatformName } from '@parley/contracts'
import { type MessageRecord, Organization, type OrganizationRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { loadActiveAgent } from '../agents/find-agent.ts'
import { requireKeyLimits } from '../api-keys/require-key-limits.ts'
import type { MemberContext } from '../context.ts'
import type { ConversationHead } from '../conversations/conversation-head.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { requireOpen } from '../conversations/conversation-rules.ts'
import { findConnectedPlatforms } from '../integrations/find-connected-platforms.ts'
import { extendSession, sessionMinutesOf } from '../sessions/start-session.ts'
import { findOwnTools } from '../tools/find-own-tools.ts'
import { MAX_HISTORY } from '../turns/turn-material.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import { loadWindow } from './load-window.ts'
import { type MessageWindow, readMessages } from './read-message-page.ts'

/** What a send stands on: all that decides whether it may be, and all that its turn is told. */
export interface SendGround {
  at: Date
  head: ConversationHead & MessageWindow
  organization: Pick<OrganizationRecord, 'settings' | 'demoExpiresAt'> | null
  userName: string
  connectedPlatforms: PlatformName[]
  agent: Awaited<ReturnType<typeof loadActiveAgent>>
  /** The organization's own that the agent enables. */
  tools: OwnTool[]
  /** Null where the conversation's last session has ended. */
  sessionId: Types.ObjectId | null
  sessionMinutes: number
  /** The newest messages, as far back as the model may be shown them. */
  newest: MessageRecord[]
}

/**
 * Read outside of the transaction, which is shorter for it, and at once where nothing depends on the other: the transaction's own
 * update holds only while all that was decided here still does. Throws what refuses a send.
 */
export async function readGround(ctx: MemberContext, key: ConversationKey): Promise<SendGround> {
  const { organizationId } = key
  const at = ctx.now()
  const [head, organization, { name }, connectedPlatforms] = await Promise.all([
    loadWindow(key),
    Organization.findOne({ _id: organizationId }, { settings: 1, demoExpiresAt: 1 }).lean(),
    requireAllowance(ctx.actor.userId, at),
    findConnectedPlatforms(ctx),
  ])
  requireOpen(head)
  const sessionMinutes = sessionMinutesOf(organization)
  const range = { after: 0, before: head.nextSeq, direction: 'newestFirst' } as const
  const [agent, sessionId, newest] = await Promise.all([
    loadActiveAgent(organizationId, head.agentId),
    head.sessionId ? extendSession(key, head.sessionId, at, sessionMinutes) : null,
    readMessages(key, head, range, {}, MAX_HISTORY),
  ])
  const tools = await findOwnTools(organizationId, agent)
  if (agent.apiKeyId) await requireKeyLimits(organizationId, agent.apiKeyId, at)
  return { at, head, organization, userName: name, connectedPlatforms, agent, tools, sessionId, sessionMinutes, newest }
}
