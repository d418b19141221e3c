import { type KeyboardEvent, useId, useState } from 'react'
import { Button } from '../ui/button.tsx'

export interface EditFormProps {
  text: string
  /** False while an answer is being written, or nothing can be sent. */
  canSave: boolean
  onSave: (text: string) => void
  onCancel: () => void
}

/** A message's words where they stand, to be changed. Enter saves, Shift+Enter breaks the line, Escape leaves them as they were. */
export function EditForm({ text, canSave, onSave, onCancel }: EditFormProps) {
  const [words, setWords] = useState(text)
  const hintId = useId()
  const isEmpty = words.trim() === ''

  const save = () => {
    if (words === text) onCancel()
    else if (canSave && !isEmpty) onSave(words)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a candidate. keyCode 229 is how Safari says so on the last key.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    save()
  }

  return (
    <form
      className="w-full max-w-[60ch] rounded-xl rounded-ee-sm bg-bubble p-2"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <textarea
        ref={takeFocus}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={onKeyDown}
        rows={Math.min(8, words.split('\n').length)}
        dir="auto"
        aria-label="Edit your question"
        aria-describedby={hintId}
        enterKeyHint="send"
        className="block field-sizing-content max-h-[calc(8lh+1rem)] min-h-10 w-full resize-none rounded-lg border border-line-control bg-canvas px-2.5 py-2 leading-normal wrap-anywhere"
      />
      <div className="mt-2 flex items-center gap-2">
        <p id={hintId} className="min-w-0 flex-1 px-1 text-xs text-muted">
          {canSave ? 'Parley answers the changed question.' : 'You can save when nothing is being answered.'}
        </p>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" look="primary" disabled={isEmpty || !canSave}>
          Save
        </Button>
      </div>
    </form>
  )
}

/** The person has just asked to write here. */
function takeFocus(field: HTMLTextAreaElement | null): void {
  if (!field || field.ownerDocument.activeElement === field) return
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}
