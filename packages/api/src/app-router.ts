import { accountRouter } from './routers/account-router.ts'
import { agentsRouter } from './routers/agents-router.ts'
import { analyticsRouter } from './routers/analytics-router.ts'
import { apiKeysRouter } from './routers/api-keys-router.ts'
import { attachmentsRouter } from './routers/attachments-router.ts'
import { auditRouter } from './routers/audit-router.ts'
import { conversationsRouter } from './routers/conversations-router.ts'
import { demosRouter } from './routers/demos-router.ts'
import { deploymentsRouter } from './routers/deployments-router.ts'
import { eventsRouter } from './routers/events-router.ts'
import { executionsRouter } from './routers/executions-router.ts'
import { feedbackRouter } from './routers/feedback-router.ts'
import { integrationsRouter } from './routers/integrations-router.ts'
import { jobsRouter } from './routers/jobs-router.ts'
import { leadsRouter } from './routers/leads-router.ts'
import { membersRouter } from './routers/members-router.ts'
import { messagesRouter } from './routers/messages-router.ts'
import { organizationsRouter } from './routers/organizations-router.ts'
import { projectsRouter } from './routers/projects-router.ts'
import { promptsRouter } from './routers/prompts-router.ts'
import { providersRouter } from './routers/providers-router.ts'
import { reportsRouter } from './routers/reports-router.ts'
import { ticketsRouter } from './routers/tickets-router.ts'
import { toolsRouter } from './routers/tools-router.ts'
import { usageRouter } from './routers/usage-router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  account: accountRouter,
  agents: agentsRouter,
  analytics: analyticsRouter,
  apiKeys: apiKeysRouter,
  attachments: attachmentsRouter,
  audit: auditRouter,
  conversations: conversationsRouter,
  demos: demosRouter,
  deployments: deploymentsRouter,
  events: eventsRouter,
  executions: executionsRouter,
  feedback: feedbackRouter,
  integrations: integrationsRouter,
  jobs: jobsRouter,
  leads: leadsRouter,
  members: membersRouter,
  organizations: organizationsRouter,
  messages: messagesRouter,
  tickets: ticketsRouter,
  tools: toolsRouter,
  usage: usageRouter,
  providers: providersRouter,
  prompts: promptsRouter,
  projects: projectsRouter,
  reports: reportsRouter,
})

export type AppRouter = typeof appRouter
