import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { accountQuery } from './data/account.ts'
import { queryClient } from './data/api.ts'
import { integrationsQuery } from './data/connections.ts'
import { threadQuery } from './data/thread-query.ts'
import { ErrorPage } from './routes/error-page.tsx'
import { NotFoundPage } from './routes/not-found-page.tsx'
import { RootLayout } from './routes/root-layout.tsx'
import { readChatSearch, readConversationParam, readIndexSearch, readSignInSearch } from './routes/search-params.ts'

/** The Markdown renderer is on its way while the page's own code is. */
function importChatPage() {
  import('@parley/chat-ui/markdown').catch(() => undefined)
  return import('./routes/chat-page.tsx')
}

/** Pointing at a conversation begins to read it. Nobody waits for it: the page has its own skeleton. */
function prefetchThread(conversationId: string | null): void {
  if (conversationId && queryClient.getQueryData(accountQuery.queryKey)) {
    void queryClient.prefetchQuery(threadQuery(conversationId))
  }
}

/** Where the account cannot be asked for, the page itself says so. */
async function requireAccount({ location }: { location: { href: string } }): Promise<void> {
  const account = await queryClient.ensureQueryData(accountQuery).catch(() => undefined)
  if (account === null) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true })
}

const rootRoute = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage })

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readIndexSearch,
  component: lazyRouteComponent(() => import('./routes/index-page.tsx'), 'IndexPage'),
})

const chatRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chat/{-$conversationId}',
  validateSearch: readChatSearch,
  beforeLoad: requireAccount,
  loader: ({ params }) => prefetchThread(readConversationParam(params.conversationId)),
  component: lazyRouteComponent(importChatPage, 'ChatPage'),
})

const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections',
  beforeLoad: requireAccount,
  loader: () => {
    if (queryClient.getQueryData(accountQuery.queryKey)) void queryClient.prefetchQuery(integrationsQuery)
  },
  component: lazyRouteComponent(() => import('./routes/connections-page.tsx'), 'ConnectionsPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('./routes/sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('./routes/sign-up-page.tsx'), 'SignUpPage'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, chatRoute, connectionsRoute, signInRoute, signUpRoute]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
