import type { Message } from '@parley/contracts'
import { isWaiting } from '../turn/live-turn.ts'
import { functionCallName } from './function-call-text.ts'
import { statusWords } from './status-line.tsx'
import type { PendingSend } from './thread-types.ts'

const SPOKEN_LENGTH = 600

/** What a screen reader should hear of the thread now: a finished answer or a change of state, never single tokens. */
export function announcement(last: Message | undefined, pending: readonly PendingSend[], note: string | null): string {
  const failed = pending.find(({ failure }) => failure)?.failure
  if (failed) return `Message not sent. ${failed.userMessage}`
  if (pending.length > 0) return 'Sending.'
  if (last?.role !== 'assistant') return ''
  if (last.status === 'complete') return `Answer: ${spoken(last.text)}`
  if (last.status === 'stopped') return 'Answer stopped.'
  if (last.status === 'failed') return `Answer failed. ${last.error?.userMessage ?? ''}`
  const asking = last.functionCalls.filter(({ state }) => state === 'awaiting_approval')
  if (isWaiting(last.status) && asking.length > 0)
    return approvalNeeded(asking.map(({ name }) => functionCallName(name)))
  return statusWords(last, note)
}

function approvalNeeded(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]} needs your approval.` : `${names.join(', ')} need your approval.`
}

function spoken(markdown: string): string {
  const words = markdown
    .replace(/```[\s\S]*?(```|$)/g, ' Code block. ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[\s|:-]+$/gm, ' ')
    .replace(/[*_`#>|~]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words.length > SPOKEN_LENGTH ? `${words.slice(0, SPOKEN_LENGTH)}…` : words
}
