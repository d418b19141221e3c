import type { Account } from '@parley/contracts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { ACCOUNT_KEY, api, queryClient } from './api.ts'
import { toFailure } from './failure.ts'

/** Who is signed in; null for a stranger. */
export const accountQuery = queryOptions({
  queryKey: ACCOUNT_KEY,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return await api.account.get.query(undefined, { signal })
    } catch (error) {
      if (toFailure(error).code === 'UNAUTHORIZED') return null
      throw error
    }
  },
  staleTime: 60_000,
})

export function useAccount() {
  return useQuery(accountQuery)
}

/** After a sign-in: nothing of whoever was here before stays, and the new account is there when this resolves. */
export async function adoptSession(): Promise<void> {
  queryClient.clear()
  await queryClient.fetchQuery(accountQuery)
}

/** After a sign-out: whoever comes next finds nothing of this person. */
export function forgetSession(): void {
  queryClient.clear()
  queryClient.setQueryData(ACCOUNT_KEY, null)
}
