import type { EventLog } from './events/event-log.ts'

/** Tells the readers when nothing is heard of the model for a while, and takes it back when something is. */
export function whileSilent(afterMs: number, events: EventLog): { heard: () => void; end: () => void } {
  let isSaid = false
  const timer = setTimeout(() => {
    isSaid = true
    events.append({ type: 'status', status: 'streaming', note: 'The model is slow today…' })
  }, afterMs)
  const heard = () => {
    clearTimeout(timer)
    if (isSaid) events.append({ type: 'status', status: 'streaming' })
    isSaid = false
  }
  return { heard, end: () => clearTimeout(timer) }
}
