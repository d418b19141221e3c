import type { DraftFile, SentFile } from '@parley/chat-ui'
import { useMemo, useSyncExternalStore } from 'react'
import { api, forgetAccountWhenSignedOut } from '../../data/api.ts'
import { isTransient, toFailure, UNREACHABLE } from '../../data/failure.ts'
import { showToast } from '../../ui/show-toast.ts'
import { newClientMessageId } from './client-message-id.ts'
import { draftFiles, readDraftFiles, setDraftFiles, storedDraftFiles, subscribeToDraftFiles } from './draft-files.ts'
import type { Uploads } from './upload-files.ts'

/** What uploads comes with the first file. */
function withUploads(work: (uploads: typeof import('./upload-files.ts')) => void): void {
  import('./upload-files.ts').then(work, () => showToast(UNREACHABLE.userMessage))
}

/** The files of what is being written at one place, and what can be done with them. */
export function useAttaching(place: string) {
  const stored = useSyncExternalStore(subscribeToDraftFiles, () => storedDraftFiles(place))
  const files = useMemo(() => readDraftFiles(stored), [stored])
  const attaching = useMemo(() => attachingAt(place), [place])
  return { files, ...attaching }
}

function attachingAt(place: string) {
  const change = (edit: (files: DraftFile[]) => DraftFile[]) => setDraftFiles(place, edit(draftFiles(place)))
  const uploads: Uploads = {
    change,
    newKey: newClientMessageId,
    say: showToast,
    announce: (file, idempotencyKey, signal) =>
      api.attachments.create.mutate(file, { context: { idempotencyKey }, signal }),
    explain(error) {
      forgetAccountWhenSignedOut(error)
      return { userMessage: toFailure(error).userMessage, canRetry: isTransient(error) }
    },
  }
  return {
    attach: (chosen: File[]) => withUploads(({ attachFiles }) => attachFiles(chosen, uploads)),
    retry: (key: string) => withUploads(({ retryFile }) => retryFile(key, uploads)),
    remove(key: string) {
      change((files) => files.filter((file) => file.key !== key))
      withUploads(({ forgetFile }) => forgetFile(key))
    },
    /** Takes what is there away, to be sent. */
    take(): SentFile[] {
      const taken = draftFiles(place).flatMap(({ sent }) => sent ?? [])
      setDraftFiles(place, [])
      return taken
    },
    /** Puts what was not sent back. */
    putBack: (sent: readonly SentFile[]) => change((files) => [...files, ...sent.map(asDraft)]),
  }
}

function asDraft(sent: SentFile): DraftFile {
  return { ...sent, key: sent.url, progress: 1, sent, problem: null, note: null }
}
