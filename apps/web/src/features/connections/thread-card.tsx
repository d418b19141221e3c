import { ConnectCard, ErrorCard } from '@parley/chat-ui/cards'
import { buttonClasses } from '@parley/chat-ui/ui'
import { type ConnectCard as ConnectCardData, cardContract, type Message } from '@parley/contracts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../data/api.ts'
import { integrationsQuery, refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { patchMessage } from '../../data/thread-query.ts'
import { showToast } from '../../ui/show-toast.ts'
import { connectCardState } from './connect-card-state.ts'
import { useConnectFlow } from './use-connect-flow.ts'

export interface ThreadCardProps {
  value: unknown
  message: Message
  onAskAgain: (message: Message) => void
}

const MANAGE = (
  <Link to="/connections" className={buttonClasses({ look: 'quiet' })}>
    Look at connections
  </Link>
)

/** A card of a message. Nothing where it is none that is known here. */
export function ThreadCard({ value, message, onAskAgain }: ThreadCardProps) {
  const card = cardContract.safeParse(value)
  if (!card.success) return null
  if (card.data.kind === 'error') {
    return <ErrorCard card={card.data} onAskAgain={() => onAskAgain(message)} manageLink={MANAGE} />
  }
  const { functionCallId } = card.data
  const call = message.functionCalls.find(({ id }) => id === functionCallId)
  const isWaiting = message.status === 'awaiting_connection' && call?.state === 'awaiting_connection'
  // What was begun for an answer that waited is over when it no longer does.
  return <ConnectInThread key={String(isWaiting)} card={card.data} message={message} isWaiting={isWaiting} />
}

interface ConnectInThreadProps {
  card: ConnectCardData
  message: Message
  isWaiting: boolean
}

function ConnectInThread({ card, message, isWaiting }: ConnectInThreadProps) {
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
      manageLink={MANAGE}
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
