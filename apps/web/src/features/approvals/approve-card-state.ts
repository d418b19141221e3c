import { isFinal, isWaiting } from '@parley/chat-ui'
import type { ApproveStage } from '@parley/chat-ui/cards'
import type { Message } from '@parley/contracts'

type Asking = Omit<Extract<ApproveStage, { name: 'ask' }>, 'name'>

/** What an Approve card shows: the state of its call, as the answer it belongs to gives it a meaning. */
export function approveCardState(message: Message, functionCallId: string, asking: Asking): ApproveStage {
  const call = message.functionCalls.find(({ id }) => id === functionCallId)
  switch (call?.state) {
    case 'succeeded':
      return { name: 'done', result: call.result, durationMs: call.durationMs }
    case 'failed':
      return { name: 'failed', words: call.error }
    case 'declined':
      return { name: 'declined' }
    case 'running':
      return { name: isFinal(message.status) ? 'unknown' : 'running' }
    case 'awaiting_approval':
      if (isWaiting(message.status)) return { name: 'ask', ...asking }
      return { name: isFinal(message.status) ? 'ended' : 'running' }
    default:
      if (isWaiting(message.status)) return { name: 'approved' }
      return { name: isFinal(message.status) ? 'ended' : 'running' }
  }
}
