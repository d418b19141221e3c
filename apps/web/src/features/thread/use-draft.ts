import { useSyncExternalStore } from 'react'
import { createDraftStore } from './draft-store.ts'

const drafts = createDraftStore(localStorage)

export function useDraft(key: string): [draft: string, setDraft: (draft: string) => void] {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(key))
  return [draft, (text) => drafts.set(key, text)]
}

export function setDraft(key: string, draft: string): void {
  drafts.set(key, draft)
}
