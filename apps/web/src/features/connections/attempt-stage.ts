import type { ConnectStage } from '@parley/chat-ui/cards'
import type { OAuthAttemptState } from '@parley/contracts'
import type { OngoingAttempt } from './attempt-store.ts'

const EXPIRED = 'The ten minutes for it are over and nothing was connected. Start again when you are ready.'

/** What the card shows of a consent; `state` is what the server last said of it. */
export function attemptStage(
  attempt: OngoingAttempt,
  state: OAuthAttemptState | undefined,
  isSaving: boolean,
): ConnectStage {
  const { authorizationUrl } = attempt
  switch (state?.status) {
    case undefined:
    case 'pending':
      return { name: attempt.isBlocked ? 'blocked' : 'waiting', authorizationUrl }
    case 'choose_account':
      return { name: 'choose', accounts: state.accounts ?? [], isSaving }
    case 'completed':
      return { name: 'connected', accountName: null }
    case 'expired':
      return { name: 'failed', userMessage: EXPIRED }
    case 'failed':
      return { name: 'failed', userMessage: state.error?.userMessage ?? 'It was not connected. Nothing was kept.' }
  }
}
