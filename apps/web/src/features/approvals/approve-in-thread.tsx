import { isFinal } from '@parley/chat-ui'
import { ApproveCard } from '@parley/chat-ui/cards'
import type { ApproveCard as ApproveCardData, DecideMessageInput, Message } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { trpc } from '../../data/api.ts'
import { toFailure } from '../../data/failure.ts'
import { patchMessage, refetchThread } from '../../data/thread-query.ts'
import { showToast } from '../../ui/show-toast.ts'
import { approveCardState } from './approve-card-state.ts'
import { decisionFailure } from './decision-failure.ts'

interface ApproveInThreadProps {
  card: ApproveCardData
  message: Message
  onAskAgain: () => void
}

/** The Approve card of an answer, which decides. What was decided elsewhere meanwhile is read again and shown. */
export function ApproveInThread({ card, message, onAskAgain }: ApproveInThreadProps) {
  const { functionCallId } = card
  const { conversationId, id: messageId } = message
  const decide = useMutation(
    trpc.messages.decide.mutationOptions({
      onSuccess: patchMessage,
      onError(error) {
        const { code, userMessage } = toFailure(error)
        if (code !== 'CONFLICT') return
        showToast(userMessage)
        void refetchThread(conversationId)
      },
    }),
  )
  const failure = useMemo(() => refusalOf(decide.error), [decide.error])
  const send = (decision: Pick<DecideMessageInput, 'decision' | 'arguments'>) =>
    decide.mutate({ conversationId, messageId, functionCallId, ...decision })
  const stage = approveCardState(message, functionCallId, {
    deciding: decide.isPending ? decide.variables.decision : null,
    failure,
  })

  return (
    <ApproveCard
      card={card}
      stage={stage}
      actions={{
        approve: () => send({ decision: 'approve' }),
        edit: (args) => send({ decision: 'edit', arguments: args }),
        decline: () => send({ decision: 'decline' }),
        forgetFailure: decide.reset,
        ...(isFinal(message.status) && { askAgain: onAskAgain }),
      }}
    />
  )
}

/** What the card says of a refused decision. That it was decided already is said in passing, as the card then shows it. */
function refusalOf(error: unknown) {
  const failure = error ? toFailure(error) : null
  return failure && failure.code !== 'CONFLICT' ? decisionFailure(failure) : null
}
