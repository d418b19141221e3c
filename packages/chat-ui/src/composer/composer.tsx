import { ArrowUp, Square } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useId } from 'react'
import type { DraftFile } from '../files/sent-file.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { AttachButton } from './attach-button.tsx'
import { LazyFileTray } from './lazy-file-tray.tsx'

export interface ComposerProps {
  draft: string
  onDraftChange: (draft: string) => void
  onSend: () => void
  onStop: () => void
  /** An answer is running: Stop takes Send's place. */
  isAnswering: boolean
  /** Why nothing can be sent now; the text stays. */
  disabledReason: string | null
  placeholder: string
  inputRef: RefObject<HTMLTextAreaElement | null>
  /** What goes with the words. Nothing is sent before all of it is there. */
  files: readonly DraftFile[]
  onFiles: (files: File[]) => void
  onRemoveFile: (key: string) => void
  onRetryFile: (key: string) => void
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, Escape stops the answer; grows to eight lines. */
export function Composer(props: ComposerProps) {
  const { draft, onDraftChange, onSend, onStop, isAnswering, disabledReason, placeholder, inputRef: input } = props
  const { files, onFiles, onRemoveFile, onRetryFile } = props
  const hintId = useId()
  const missing = disabledReason ?? whatIsMissing(files, draft)
  const canSend = draft.trim() !== '' && !missing && !isAnswering

  // Send and Stop take each other's place; the keyboard's focus must not go with the one that left.
  const act = (action: () => void) => {
    action()
    input.current?.focus({ preventScroll: true })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a candidate. keyCode 229 is how Safari says so on the last key.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape' && isAnswering) {
      event.preventDefault()
      onStop()
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    if (canSend) onSend()
  }

  const onPaste = (event: ClipboardEvent) => {
    const { files: pasted, types } = event.clipboardData
    // A table copied from a spreadsheet comes as words and as a picture of them: the words are meant.
    if (pasted.length === 0 || types.includes('text/plain')) return
    event.preventDefault()
    onFiles([...pasted])
  }

  return (
    <form
      className="mx-auto w-full max-w-[46rem] px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) act(onSend)
      }}
    >
      <div className="rounded-xl border border-line-control bg-raised p-1.5 transition-shadow focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        <LazyFileTray files={files} onRemove={(key) => act(() => onRemoveFile(key))} onRetry={onRetryFile} />
        <div className="flex items-end gap-1">
          {!disabledReason && <AttachButton onFiles={(chosen) => act(() => onFiles(chosen))} />}
          {/* The hidden copy below gives the box its height, so that it grows with the text without measuring. */}
          <div className="grid max-h-[calc(8lh+1rem)] min-w-0 flex-1 overflow-y-auto leading-6">
            <div
              aria-hidden="true"
              className="invisible col-start-1 row-start-1 px-2.5 py-2 wrap-anywhere whitespace-pre-wrap"
            >
              {`${draft || placeholder} `}
            </div>
            <textarea
              ref={input}
              value={draft}
              onChange={(event) => onDraftChange(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              placeholder={placeholder}
              rows={1}
              dir="auto"
              aria-label="Message"
              aria-describedby={hintId}
              enterKeyHint="send"
              className="col-start-1 row-start-1 resize-none overflow-hidden bg-transparent px-2.5 py-2 wrap-anywhere outline-none placeholder:text-faint"
            />
          </div>
          {isAnswering ? (
            <IconButton label="Stop answering" look="outline" onClick={() => act(onStop)}>
              <Square className="size-3.5 fill-current" />
            </IconButton>
          ) : (
            <IconButton type="submit" label="Send" look="primary" disabled={!canSend}>
              <ArrowUp className="size-5" />
            </IconButton>
          )}
        </div>
      </div>
      <p id={hintId} className="min-h-5 px-2 pt-1.5 text-center text-xs text-faint">
        {missing ??
          (isAnswering && draft.trim() ? (
            'You can send this when the answer is finished or stopped.'
          ) : (
            <span className="[@media(hover:none)]:hidden">Enter to send, Shift + Enter for a new line</span>
          ))}
      </p>
    </form>
  )
}

function whatIsMissing(files: readonly DraftFile[], draft: string): string | null {
  if (files.some(({ problem }) => problem)) return 'Remove the file that could not be attached, or try it again.'
  if (files.some(({ sent }) => !sent)) return 'You can send when the files are there.'
  return files.length > 0 && draft.trim() === '' ? 'Write what you would like to know.' : null
}
