import type { DraftFile } from '@parley/chat-ui'
import { createDraftStore } from './draft-store.ts'

const drafts = createDraftStore(sessionStorage)
/** What was begun since the page was loaded: of what is not among it and not there, nothing is under way any more. */
const begun = new Set<string>()

const INTERRUPTED = { userMessage: 'The page was reloaded before it was there. Choose it again.', canRetry: false }

const storeKey = (place: string) => `files:${place}`

export const subscribeToDraftFiles = drafts.subscribe

/** What is being attached at one place, as it is stored; what is there survives a reload of the tab. */
export function storedDraftFiles(place: string): string {
  return drafts.get(storeKey(place))
}

export function readDraftFiles(stored: string): DraftFile[] {
  const files: DraftFile[] = stored ? JSON.parse(stored) : []
  return files.map((file) =>
    file.sent || file.problem || begun.has(file.key) ? file : { ...file, problem: INTERRUPTED },
  )
}

export function draftFiles(place: string): DraftFile[] {
  return readDraftFiles(storedDraftFiles(place))
}

export function setDraftFiles(place: string, files: readonly DraftFile[]): void {
  for (const { key } of files) begun.add(key)
  drafts.set(storeKey(place), files.length > 0 ? JSON.stringify(files) : '')
}
