import type { AppRouter } from '@parley/api'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { isTransient, toFailure } from './failure.ts'

export const ACCOUNT_KEY = ['account'] as const

const url = '/trpc'
const MAX_BATCH = 8

/** Reads travel together, writes alone (a repeated write must be told apart by its own headers), subscriptions over SSE. */
export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: splitLink({
        condition: (op) => op.type === 'mutation',
        true: httpLink({ url, headers: ({ op }) => idempotencyHeader(op.context.idempotencyKey) }),
        false: httpBatchLink({ url, maxItems: MAX_BATCH }),
      }),
    }),
  ],
})

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetAccountWhenSignedOut }),
  mutationCache: new MutationCache({ onError: forgetAccountWhenSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isTransient(error),
    },
  },
})

export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })

function idempotencyHeader(key: unknown): Record<string, string> {
  return typeof key === 'string' ? { 'Idempotency-Key': key } : {}
}

/** A session can end at any moment; the pages that need one then lead to sign-in. For calls that pass the caches by, too. */
export function forgetAccountWhenSignedOut(error: unknown): void {
  if (toFailure(error).code === 'UNAUTHORIZED') queryClient.setQueryData(ACCOUNT_KEY, null)
}
