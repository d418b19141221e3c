import type { UserEvent } from '@parley/contracts'

export interface WatchedEvent {
  id: string
  event: UserEvent
}

/** What one tab tells the others. */
export type TabMessage = { kind: 'event'; watched: WatchedEvent } | { kind: 'connection'; isLost: boolean }

export interface EventTabPorts {
  /** Runs `lead` while this tab, alone among all, holds the lead; the lead is given up by calling what `lead` returned. */
  takeLead(lead: () => () => void): () => void
  /** Opens the one subscription of this browser. */
  watch(after: string | null, onEvent: (watched: WatchedEvent) => void, onLost: (isLost: boolean) => void): () => void
  channel: { post(message: TabMessage): void; listen(listener: (message: TabMessage) => void): () => void }
}

/**
 * Live events in every tab from one connection: the leading tab watches and tells the others. Each tab remembers the last event id, so
 * that whoever leads next goes on after it.
 */
export function joinEventTabs(
  ports: EventTabPorts,
  onEvent: (event: UserEvent) => void,
  onLost: (isLost: boolean) => void,
): () => void {
  let lastEventId: string | null = null
  let hasLeft = false

  const receive = (message: TabMessage) => {
    if (message.kind === 'connection') return onLost(message.isLost)
    lastEventId = message.watched.id
    onEvent(message.watched.event)
  }
  const tell = (message: TabMessage) => {
    if (hasLeft) return
    receive(message)
    ports.channel.post(message)
  }

  const stopListening = ports.channel.listen(receive)
  const leave = ports.takeLead(() =>
    ports.watch(
      lastEventId,
      (watched) => tell({ kind: 'event', watched }),
      (isLost) => tell({ kind: 'connection', isLost }),
    ),
  )
  return () => {
    hasLeft = true
    leave()
    stopListening()
  }
}
