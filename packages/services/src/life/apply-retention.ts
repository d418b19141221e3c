import type { RetentionCounts } from '@parley/contracts'
import { objectId } from '../object-id.ts'
import { archiveExecutions } from './archive-executions.ts'
import { archiveIdleConversations } from './archive-idle-conversations.ts'
import { expireSessions } from './expire-sessions.ts'
import type { LifeCall } from './life-call.ts'
import { loadPolicies } from './policies.ts'
import { purgeDeletedConversations } from './purge-deleted-conversations.ts'
import { removeOldMessages } from './remove-old-messages.ts'
import { removeUnsentAttachments } from './remove-unsent-attachments.ts'

/**
 * Does what each organization's retention policy says to its records, or to those of one organization. With `dryRun` it only counts.
 * It may be ended and run again anywhere: every step takes what it dealt with out of what the next run finds.
 */
export async function applyRetention({
  ctx,
  input: { organizationId, dryRun },
  signal = new AbortController().signal,
}: {
  ctx: LifeCall['ctx']
  input: { organizationId?: string; dryRun: boolean }
  signal?: AbortSignal
}): Promise<RetentionCounts> {
  const policies = await loadPolicies(ctx, organizationId)
  const scope = organizationId === undefined ? {} : { organizationId: objectId(organizationId) }
  const call: LifeCall = { ctx, policies, scope, dryRun, signal }
  const archivedConversations = await archiveIdleConversations(call)
  const purgedConversations = await purgeDeletedConversations(call)
  const removedMessages = await removeOldMessages(call)
  const removedSessions = await expireSessions(call)
  const removedAttachments = await removeUnsentAttachments(call)
  const executions = await archiveExecutions(call)
  return {
    archivedConversations,
    purgedConversations,
    removedMessages,
    removedSessions,
    removedAttachments,
    archivedExecutions: executions.archived,
    clearedExecutions: executions.cleared,
  }
}
