const PREFIX = 'parley.draft.'

/** What is being written, per person and conversation; survives a reload. */
export interface DraftStore {
  get(key: string): string
  set(key: string, draft: string): void
  subscribe(listener: () => void): () => void
}

/** `storage` may refuse (private windows, full disk): then drafts live as long as the page. */
export function createDraftStore(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): DraftStore {
  const drafts = new Map<string, string>()
  const listeners = new Set<() => void>()

  return {
    get(key) {
      const known = drafts.get(key)
      if (known !== undefined) return known
      const stored = attempt(() => storage.getItem(PREFIX + key)) ?? ''
      drafts.set(key, stored)
      return stored
    },
    set(key, draft) {
      drafts.set(key, draft)
      attempt(() => (draft ? storage.setItem(PREFIX + key, draft) : storage.removeItem(PREFIX + key)))
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
