import { accountRouter } from './routers/account-router.ts'
import { conversationsRouter } from './routers/conversations-router.ts'
import { eventsRouter } from './routers/events-router.ts'
import { messagesRouter } from './routers/messages-router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  account: accountRouter,
  conversations: conversationsRouter,
  events: eventsRouter,
  messages: messagesRouter,
})

export type AppRouter = typeof appRouter
