import type { OwnTool } from '@parley/assistant'
import type { PlatformName } from '@parley/contracts'
import { type MessageRecord, Organization, type OrganizationRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { type ActiveAgent, requireActive } from '../agents/find-agent.ts'
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
import { requireBudget } from '../usage/require-budget.ts'
import { loadWindowAndAgent } from './load-window-and-agent.ts'
import { type MessageWindow, readMessages } from './read-message-page.ts'

/** What a send stands on: all that decides whether it may be, and all that its turn is told. */
export interface SendGround {
  at: Date
  head: ConversationHead & MessageWindow
  organization: Pick<OrganizationRecord, 'settings' | 'demoExpiresAt'> | null
  userName: string
  connectedPlatforms: PlatformName[]
  agent: ActiveAgent
  /** The organization's own that the agent enables. */
  tools: OwnTool[]
  /** Null where the conversation's last session has ended. */
  sessionId: Types.ObjectId | null
  sessionMinutes: number
  /** The session is let go on meanwhile. */
  extended: Promise<void>
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
  const [{ head, agent, isSessionOpen }, organization, { name }, connectedPlatforms] = await Promise.all([
    loadWindowAndAgent(key, at),
    Organization.findOne({ _id: organizationId }, { settings: 1, demoExpiresAt: 1 }).lean(),
    requireAllowance(ctx.actor.userId, at),
    findConnectedPlatforms(ctx),
  ])
  requireOpen(head)
  await requireBudget(organization, at)
  requireActive(agent)
  const sessionMinutes = sessionMinutesOf(organization)
  const sessionId = isSessionOpen && head.sessionId ? head.sessionId : null
  const extended = sessionId ? extendSession(key, sessionId, at, sessionMinutes) : Promise.resolve()
  extended.catch(() => undefined) // thrown where the send waits for it
  const range = { after: 0, before: head.nextSeq, direction: 'newestFirst' } as const
  const [newest, tools] = await Promise.all([
    readMessages(key, head, range, {}, MAX_HISTORY),
    findOwnTools(organizationId, agent),
  ])
  if (agent.apiKeyId) await requireKeyLimits(organizationId, agent.apiKeyId, at)
  return {
    at,
    head,
    organization,
    userName: name,
    connectedPlatforms,
    agent,
    tools,
    sessionId,
    sessionMinutes,
    extended,
    newest,
  }
}
