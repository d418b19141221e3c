import type { ConnectCardActions, ConnectStage } from '@parley/chat-ui/cards'
import type { ConnectIntegrationInput } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { trpc } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { attemptStage } from './attempt-stage.ts'
import { notePopup, openPopup } from './popup.ts'
import { useAttempt } from './use-attempt.ts'

export interface ConnectFlow {
  /** Null while nothing is under way. */
  stage: ConnectStage | null
  actions: ConnectCardActions
}

/** The way through a consent: a window of its own or this tab, the choice of an account, the end. `key` names the place it happens at. */
export function useConnectFlow(key: string, place: ConnectIntegrationInput): ConnectFlow {
  const { attempt, state, change } = useAttempt(key)
  const popup = useRef<Window | null>(null)
  const begin = useMutation(trpc.integrations.connect.mutationOptions())
  const select = useMutation(trpc.integrations.selectAccount.mutationOptions({ onSuccess: () => refetchConnections() }))

  const isConsenting = attempt !== null && (state === undefined || state.status === 'pending')
  useEffect(() => {
    if (!isConsenting) popup.current?.close()
  }, [isConsenting])

  const connect = async () => {
    const opened = openPopup()
    select.reset()
    change(null)
    const started = await begin.mutateAsync(place).catch(() => null)
    if (!started) return opened?.close()
    if (opened) {
      notePopup(started.attemptId)
      opened.location.replace(started.authorizationUrl)
      popup.current = opened
    }
    change({ ...started, isBlocked: opened === null })
  }

  const stage = (): ConnectStage | null => {
    const error = begin.error ?? select.error
    if (begin.isPending) return { name: 'starting' }
    if (error) return { name: 'failed', userMessage: toFailure(error).userMessage }
    return attempt && attemptStage(attempt, state, select.isPending || select.isSuccess)
  }

  return {
    stage: stage(),
    actions: {
      connect: () => void connect(),
      openHere: () => attempt && location.assign(attempt.authorizationUrl),
      openAgain() {
        if (!attempt) return
        notePopup(attempt.attemptId)
        popup.current = openPopup(attempt.authorizationUrl)
        change({ ...attempt, isBlocked: popup.current === null })
      },
      cancel() {
        popup.current?.close()
        begin.reset()
        change(null)
      },
      choose: (accountId) => attempt && select.mutate({ attemptId: attempt.attemptId, accountId }),
    },
  }
}
