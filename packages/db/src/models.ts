import { Agent } from './models/agent.ts'
import { AgentExecution } from './models/agent-execution.ts'
import { AgentVersion } from './models/agent-version.ts'
import { ApiKey } from './models/api-key.ts'
import { Attachment } from './models/attachment.ts'
import { AuditEvent } from './models/audit-event.ts'
import { ChatAnalytics } from './models/chat-analytics.ts'
import { ChatSession } from './models/chat-session.ts'
import { Conversation } from './models/conversation.ts'
import { Demo } from './models/demo.ts'
import { Deployment } from './models/deployment.ts'
import { EncryptionKeyCheck } from './models/encryption-key-check.ts'
import { Erasure } from './models/erasure.ts'
import { IdempotencyRecord } from './models/idempotency-record.ts'
import { JobRun } from './models/job-run.ts'
import { Lead } from './models/lead.ts'
import { MaintenanceLease } from './models/maintenance-lease.ts'
import { Member } from './models/member.ts'
import { MessageBucket } from './models/message-bucket.ts'
import { MigrationRecord } from './models/migration-record.ts'
import { OAuthAttempt } from './models/oauth-attempt.ts'
import { Organization } from './models/organization.ts'
import { PlatformIntegration } from './models/platform-integration.ts'
import { Project } from './models/project.ts'
import { Prompt } from './models/prompt.ts'
import { Provider } from './models/provider.ts'
import { StripeCustomer } from './models/stripe-customer.ts'
import { Ticket } from './models/ticket.ts'
import { Tool } from './models/tool.ts'
import { Turn } from './models/turn.ts'
import { UsageRecord } from './models/usage-record.ts'
import { User } from './models/user.ts'

/** Every model there is; docs/data-model.md describes each. */
export const models = [
  User,
  Organization,
  Member,
  Agent,
  AgentVersion,
  Conversation,
  MessageBucket,
  Turn,
  UsageRecord,
  IdempotencyRecord,
  AgentExecution,
  ApiKey,
  AuditEvent,
  Provider,
  Tool,
  Lead,
  Prompt,
  Project,
  PlatformIntegration,
  OAuthAttempt,
  EncryptionKeyCheck,
  JobRun,
  Erasure,
  Demo,
  Deployment,
  Ticket,
  ChatSession,
  Attachment,
  ChatAnalytics,
  StripeCustomer,
  MigrationRecord,
  MaintenanceLease,
]
