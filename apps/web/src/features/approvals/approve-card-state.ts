import { isFinal, isWaiting } from '@parley/chat-ui'
import type { ApproveStage } from '@parley/chat-ui/cards'
import { type FunctionCall, type Message, OUTCOME_UNKNOWN } from '@parley/contracts'

type Asking = Omit<Extract<ApproveStage, { name: 'ask' }>, 'name'>

/** What an Approve card shows: the state of its call, as the answer it belongs to gives it a meaning. */
export function approveCardState(message: Message, functionCallId: string, asking: Asking): ApproveStage {
  const call = message.functionCalls.find(({ id }) => id === functionCallId)
  switch (call?.state) {
    case 'succeeded':
      return { name: 'done', result: call.result, durationMs: call.durationMs }
    case 'failed':
      return { name: failedStage(call), words: call.error }
    case 'declined':
      return { name: 'declined' }
    case 'running':
      if (isFinal(message.status))
        return { name: call.startedAt === undefined ? 'ended' : 'unknown', words: call.error }
      return { name: isWaiting(message.status) ? 'approved' : 'running' }
    case 'awaiting_approval':
      if (isWaiting(message.status)) return { name: 'ask', ...asking }
      return isFinal(message.status) ? { name: 'ended', words: undefined } : { name: 'running' }
    default:
      if (isWaiting(message.status)) return { name: 'approved' }
      return isFinal(message.status) ? { name: 'ended', words: undefined } : { name: 'running' }
  }
}

function failedStage({ startedAt, error }: FunctionCall): 'ended' | 'unknown' | 'failed' {
  if (error?.endsWith(OUTCOME_UNKNOWN)) return 'unknown'
  return startedAt === undefined ? 'ended' : 'failed'
}
