import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { trpc } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { keepAttempt, type OngoingAttempt, readAttempt } from './attempt-store.ts'

const ASK_EVERY_MS = 1000

/** The consent under way at a place, and how the server says it stands. It asks until that is settled, whatever window is in front. */
export function useAttempt(key: string) {
  const [attempt, setAttempt] = useState(() => readAttempt(sessionStorage, key))
  const { data, error } = useQuery(
    trpc.integrations.getAttempt.queryOptions(
      { attemptId: attempt?.attemptId ?? '' },
      {
        enabled: attempt !== null,
        staleTime: 0,
        refetchInterval: ({ state }) => (isSettled(state.data?.status, state.error) ? false : ASK_EVERY_MS),
        refetchIntervalInBackground: true,
      },
    ),
  )
  const isGone = isNotFound(error)
  const status = attempt ? data?.status : undefined

  useEffect(() => {
    if (status === undefined || status === 'pending') return
    void refetchConnections()
    if (status !== 'choose_account') keepAttempt(sessionStorage, key, null)
  }, [status, key])

  return {
    attempt: isGone ? null : attempt,
    state: attempt ? data : undefined,
    change(next: OngoingAttempt | null) {
      setAttempt(next)
      keepAttempt(sessionStorage, key, next)
    },
  }
}

function isSettled(status: string | undefined, error: unknown): boolean {
  return isNotFound(error) || (status !== undefined && status !== 'pending' && status !== 'choose_account')
}

function isNotFound(error: unknown): boolean {
  return error !== null && toFailure(error).code === 'NOT_FOUND'
}
