import { isFinal, isWaiting } from '@parley/chat-ui'
import type { ApproveStage } from '@parley/chat-ui/cards'
import type { Message } from '@parley/contracts'

type Asking = Omit<Extract<ApproveStage, { name: 'ask' }>, 'name'>

/** How the server says that an effect was cut off, alone or after why. */
const NOT_KNOWN = 'It is not known whether this was done'

/** What an Approve card shows: the state of its call, as the answer it belongs to gives it a meaning. */
export function approveCardState(message: Message, functionCallId: string, asking: Asking): ApproveStage {
  const call = message.functionCalls.find(({ id }) => id === functionCallId)
  switch (call?.state) {
    case 'succeeded':
      return { name: 'done', result: call.result, durationMs: call.durationMs }
    case 'failed':
      return call.error?.includes(NOT_KNOWN) ? { name: 'unknown' } : { name: 'failed', words: call.error }
    case 'declined':
      return { name: 'declined' }
    case 'running':
      if (isFinal(message.status)) return { name: call.startedAt === undefined ? 'ended' : 'unknown' }
      return { name: isWaiting(message.status) ? 'approved' : 'running' }
    case 'awaiting_approval':
      if (isWaiting(message.status)) return { name: 'ask', ...asking }
      return { name: isFinal(message.status) ? 'ended' : 'running' }
    default:
      if (isWaiting(message.status)) return { name: 'approved' }
      return { name: isFinal(message.status) ? 'ended' : 'running' }
  }
}
