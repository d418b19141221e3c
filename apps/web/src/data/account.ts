import type { Account } from '@parley/contracts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { ACCOUNT_KEY, api, queryClient } from './api.ts'
import { toFailure } from './failure.ts'
import { expectSession, hasSession } from './session-hint.ts'

/** Who is signed in; null for a stranger. */
export const accountQuery = queryOptions({
  queryKey: ACCOUNT_KEY,
  queryFn: async ({ signal }): Promise<Account | null> => {
    const account = (await hasSession(signal)) ? await readAccount(signal) : null
    expectSession(account !== null)
    return account
  },
  staleTime: 60_000,
})

export function useAccount() {
  return useQuery(accountQuery)
}

/** After a sign-in: nothing of whoever was here before stays, and the new account is there when this resolves. */
export async function adoptSession(): Promise<void> {
  forgetEverythingRead()
  expectSession(true)
  await queryClient.fetchQuery({ ...accountQuery, staleTime: 0 })
}

/** After a sign-out: whoever comes next finds nothing of this person. */
export function forgetSession(): void {
  expectSession(false)
  queryClient.setQueryData(ACCOUNT_KEY, null)
  forgetEverythingRead()
}

function forgetEverythingRead(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ACCOUNT_KEY[0] })
}

async function readAccount(signal: AbortSignal): Promise<Account | null> {
  try {
    return await api.account.get.query(undefined, { signal })
  } catch (error) {
    if (toFailure(error).code === 'UNAUTHORIZED') return null
    throw error
  }
}
