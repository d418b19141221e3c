import type { Types } from 'mongoose'
import type { VerbContext } from '../context.ts'
import type { Runnable } from './load-runnable.ts'

export type RunContext = Pick<VerbContext, 'now' | 'log' | 'modelFor' | 'settings'>

/** One run that is allowed and whose input the agent takes. */
export interface AgentRunRequest {
  organizationId: Types.ObjectId
  agentId: Types.ObjectId
  runnable: Runnable
  input: unknown
  /** What asked for it. */
  source: { deploymentId: string } | { ticketId: Types.ObjectId } | { promptId: Types.ObjectId; promptVersion: number }
  /** Who asked for it, and so spends their allowance; absent for the pages of an allowed origin. */
  userId?: string
  payer: 'user' | 'organization' | 'demo'
}
