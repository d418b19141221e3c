import { ConnectCard } from '@parley/chat-ui/cards'
import type { ConnectCard as ConnectCardData, Message } from '@parley/contracts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { trpc } from '../../data/api.ts'
import { integrationsQuery, refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { patchMessage } from '../../data/thread-query.ts'
import { showToast } from '../../ui/show-toast.ts'
import { connectCardState } from './connect-card-state.ts'
import { ManageConnectionsLink } from './manage-connections-link.tsx'
import { useConnectFlow } from './use-connect-flow.ts'

interface ConnectInThreadProps {
  card: ConnectCardData
  message: Message
  /** The answer waits for this card. What was begun for it is over when it no longer does: key the card by this. */
  isWaiting: boolean
}

/** The Connect card of an answer, with the way through a consent. */
export function ConnectInThread({ card, message, isWaiting }: ConnectInThreadProps) {
  const { platform, integrationId, functionCallId, reason } = card
  const { conversationId, id: messageId } = message
  const { data: integrations } = useQuery(integrationsQuery)
  const flow = useConnectFlow(`${functionCallId}:${isWaiting}`, {
    platform,
    integrationId,
    conversationId,
    ...(isWaiting && { messageId, functionCallId }),
  })
  const onError = (error: unknown) => showToast(toFailure(error).userMessage)
  const decide = useMutation(trpc.messages.decide.mutationOptions({ onSuccess: patchMessage, onError }))
  const select = useMutation(
    trpc.integrations.selectAccount.mutationOptions({ onSuccess: () => refetchConnections(), onError }),
  )
  const { stage, chosenOf } = connectCardState({
    card,
    message,
    isWaiting,
    flowStage: flow.stage,
    integrations: integrations ?? [],
    isSaving: select.isPending,
  })

  return (
    <ConnectCard
      platform={card}
      reason={reason}
      stage={stage}
      manageLink={<ManageConnectionsLink />}
      actions={{
        ...flow.actions,
        ...(isWaiting && {
          decline: () => decide.mutate({ conversationId, messageId, functionCallId, decision: 'decline' }),
        }),
        choose: (accountId) =>
          chosenOf ? select.mutate({ integrationId: chosenOf, accountId }) : flow.actions.choose(accountId),
      }}
    />
  )
}
