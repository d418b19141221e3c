import { accountRouter } from './routers/account-router.ts'
import { auditRouter } from './routers/audit-router.ts'
import { conversationsRouter } from './routers/conversations-router.ts'
import { eventsRouter } from './routers/events-router.ts'
import { messagesRouter } from './routers/messages-router.ts'
import { projectsRouter } from './routers/projects-router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  account: accountRouter,
  audit: auditRouter,
  conversations: conversationsRouter,
  events: eventsRouter,
  messages: messagesRouter,
  projects: projectsRouter,
})

export type AppRouter = typeof appRouter
