import { clsx } from 'clsx'
import { type ComponentProps, useId } from 'react'

export interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  hint?: string
  /** What is wrong with it; shown beside it and read with it. */
  error?: string
}

export function TextField({ label, hint, error, className, ...props }: TextFieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className={clsx(
          'block min-h-11 w-full rounded-lg border bg-canvas px-3 placeholder:text-faint',
          error ? 'border-danger' : 'border-line-control',
        )}
        {...props}
      />
      {note && (
        <p id={noteId} className={clsx('mt-1.5 text-[13px]', error ? 'text-danger' : 'text-muted')}>
          {note}
        </p>
      )}
    </div>
  )
}
