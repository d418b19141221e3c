import { lazy, Suspense } from 'react'
import type { SentFile } from './sent-file.ts'

const MessageFiles = lazy(() => import('./message-files.tsx').then((module) => ({ default: module.MessageFiles })))

/** The place of the files of a message is kept while their code arrives; nothing where it has none. */
export function LazyMessageFiles({ files = [] }: { files: readonly SentFile[] | undefined }) {
  return (
    files.length > 0 && (
      <Suspense fallback={<div className="h-10" />}>
        <MessageFiles files={files} />
      </Suspense>
    )
  )
}
