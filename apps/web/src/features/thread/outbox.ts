import type { PendingSend } from '@parley/chat-ui'

/** A message that is not yet confirmed, and where it belongs. */
export interface OutboxEntry extends PendingSend {
  /** The conversation it is shown in; `new` until there is one. */
  place: string
  /** The conversation it is sent to, once that is made. */
  conversationId: string | null
}

export interface Outbox {
  entries(): readonly OutboxEntry[]
  find(clientMessageId: string): OutboxEntry | undefined
  put(entry: OutboxEntry): void
  remove(clientMessageId: string): void
  subscribe(listener: () => void): () => void
}

const INTERRUPTED = { userMessage: 'The page was closed before it was confirmed. Sending again is safe.' }

/**
 * Holds what was sent and not confirmed, across reloads of the tab. What was on its way when the page went counts as failed: sending it
 * again under the same clientMessageId is answered once.
 */
export function createOutbox(storage: Pick<Storage, 'getItem' | 'setItem'>, key: string): Outbox {
  let entries: readonly OutboxEntry[] = read(storage, key)
  const listeners = new Set<() => void>()

  const change = (next: readonly OutboxEntry[]) => {
    entries = next
    try {
      storage.setItem(key, JSON.stringify(entries))
    } catch {
      // A full or refused storage costs only the survival of a reload.
    }
    for (const listener of listeners) listener()
  }

  return {
    entries: () => entries,
    find: (clientMessageId) => entries.find((entry) => entry.clientMessageId === clientMessageId),
    put(entry) {
      const isKnown = entries.some(({ clientMessageId }) => clientMessageId === entry.clientMessageId)
      const replaced = entries.map((known) => (known.clientMessageId === entry.clientMessageId ? entry : known))
      change(isKnown ? replaced : [...entries, entry])
    },
    remove: (clientMessageId) => change(entries.filter((entry) => entry.clientMessageId !== clientMessageId)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function read(storage: Pick<Storage, 'getItem'>, key: string): OutboxEntry[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    if (!Array.isArray(stored)) return []
    return stored.filter(isEntry).map((entry) => ({ ...entry, failure: entry.failure ?? INTERRUPTED }))
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false
  return ['clientMessageId', 'text', 'createdAt', 'place'].every(
    (name) => typeof Object.getOwnPropertyDescriptor(value, name)?.value === 'string',
  )
}
