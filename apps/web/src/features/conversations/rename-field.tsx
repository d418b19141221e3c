import { type FormEvent, useEffect, useRef } from 'react'

interface RenameFieldProps {
  title: string
  onRename: (title: string) => void
  onCancel: () => void
}

/** A title being written in its own place. Enter and leaving keep it, Escape does not. */
export function RenameField({ title, onRename, onCancel }: RenameFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const isSettled = useRef(false)

  useEffect(() => input.current?.select(), [])

  const settle = (event?: FormEvent) => {
    event?.preventDefault()
    if (isSettled.current) return
    isSettled.current = true
    const next = input.current?.value.trim() ?? ''
    if (next && next !== title) onRename(next)
    else onCancel()
  }

  return (
    <form className="min-w-0 flex-1" onSubmit={settle}>
      <input
        ref={input}
        defaultValue={title}
        maxLength={200}
        aria-label="Conversation name"
        className="min-h-10 w-full rounded-lg border border-line-control bg-canvas px-2.5 text-sm"
        onBlur={() => settle()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          isSettled.current = true
          onCancel()
        }}
      />
    </form>
  )
}
