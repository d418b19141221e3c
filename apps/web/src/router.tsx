import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { ErrorPage } from './routes/error-page.tsx'
import { NotFoundPage } from './routes/not-found-page.tsx'
import { RootLayout } from './routes/root-layout.tsx'
import { readChatSearch, readIndexSearch, readSignInSearch } from './routes/search-params.ts'

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
  component: lazyRouteComponent(() => import('./routes/chat-page.tsx'), 'ChatPage'),
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
  routeTree: rootRoute.addChildren([indexRoute, chatRoute, signInRoute, signUpRoute]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
