import type { Message, MessagePart as Part } from '@parley/contracts'
import { LazyReportCard } from '../report/lazy-report-card.tsx'
import type { ThreadActions } from './thread-types.ts'

interface MessagePartProps {
  part: Part
  message: Message
  actions: ThreadActions
}

/** A card or chart among a message's words. Cards that act are drawn by whoever shows the thread. */
export function MessagePart({ part, message, actions }: MessagePartProps) {
  if (part.type === 'chart') return <LazyReportCard value={part.value} />
  return actions.renderCard(part.value, message)
}
