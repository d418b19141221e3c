import { ErrorCard } from '@parley/chat-ui/cards'
import { cardContract, type Message } from '@parley/contracts'
import { useMemo } from 'react'
import { ApproveInThread } from '../features/approvals/approve-in-thread.tsx'
import { ConnectInThread } from '../features/connections/connect-in-thread.tsx'
import { ManageConnectionsLink } from '../features/connections/manage-connections-link.tsx'

export interface ThreadCardProps {
  value: unknown
  message: Message
  onAskAgain: (message: Message) => void
}

/** A card of a message. Nothing where it is none that is known here. */
export function ThreadCard({ value, message, onAskAgain }: ThreadCardProps) {
  // Its answer renders with every piece of text; what the card says stays the same value.
  const parsed = useMemo(() => cardContract.safeParse(value), [value])
  if (!parsed.success) return null
  const card = parsed.data
  const askAgain = () => onAskAgain(message)
  switch (card.kind) {
    case 'error':
      return <ErrorCard card={card} onAskAgain={askAgain} manageLink={<ManageConnectionsLink />} />
    case 'approve':
      return <ApproveInThread card={card} message={message} onAskAgain={askAgain} />
    case 'connect': {
      const call = message.functionCalls.find(({ id }) => id === card.functionCallId)
      const isWaiting = message.status === 'awaiting_connection' && call?.state === 'awaiting_connection'
      return <ConnectInThread key={String(isWaiting)} card={card} message={message} isWaiting={isWaiting} />
    }
  }
}
