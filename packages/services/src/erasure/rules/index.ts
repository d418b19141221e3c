import { agentExecutionRule } from './agent-execution-rule.ts'
import { agentRule } from './agent-rule.ts'
import { agentVersionRule } from './agent-version-rule.ts'
import { attachmentRule } from './attachment-rule.ts'
import { auditEventRule } from './audit-event-rule.ts'
import { chatAnalyticsRule } from './chat-analytics-rule.ts'
import { chatSessionRule } from './chat-session-rule.ts'
import { conversationRule } from './conversation-rule.ts'
import type { EraseRule } from './erase-rule.ts'
import { idempotencyRecordRule } from './idempotency-record-rule.ts'
import { leadRule } from './lead-rule.ts'
import { memberRule } from './member-rule.ts'
import { messageBucketRule } from './message-bucket-rule.ts'
import { oauthAttemptRule } from './oauth-attempt-rule.ts'
import { organizationRule } from './organization-rule.ts'
import { platformIntegrationRule } from './platform-integration-rule.ts'
import { signInRules } from './sign-in-rules.ts'
import { stripeCustomerRule } from './stripe-customer-rule.ts'
import { tenantRules } from './tenant-rules.ts'
import { ticketRule } from './ticket-rule.ts'
import { turnRule } from './turn-rule.ts'
import { usageRecordRule } from './usage-record-rule.ts'
import { userRule } from './user-rule.ts'

/** What becomes of every collection that knows people or organizations, in the order in which it is done. */
export const ERASE_RULES: readonly EraseRule[] = [
  turnRule,
  ticketRule,
  chatSessionRule,
  attachmentRule,
  messageBucketRule,
  conversationRule,
  agentExecutionRule,
  usageRecordRule,
  idempotencyRecordRule,
  oauthAttemptRule,
  platformIntegrationRule,
  auditEventRule,
  chatAnalyticsRule,
  leadRule,
  agentVersionRule,
  agentRule,
  ...tenantRules,
  ...signInRules,
  stripeCustomerRule,
  memberRule,
  organizationRule,
  userRule,
]

/** Collections that know neither: the installation's own, and the erasures themselves. */
export const COLLECTIONS_OF_NOBODY: readonly string[] = [
  'agendajobs',
  'encryptionkeychecks',
  'erasures',
  'jobruns',
  'maintenanceleases',
  'migrations',
]
