import { clsx } from 'clsx'
import { useId } from 'react'
import type { ArgumentField } from './argument-fields.ts'

interface ArgumentInputProps {
  field: ArgumentField
  text: string
  /** What it was before the person changed it; null where it is as it was. */
  before: string | null
  error: string | undefined
  isReadOnly: boolean
  onChange: (text: string) => void
}

/** One argument to be changed, with what it means, what it was, and what is wrong with it. */
export function ArgumentInput({ field, text, before, error, isReadOnly, onChange }: ArgumentInputProps) {
  const { name, label, hint, kind, isRequired, options } = field
  const id = useId()
  const notes = [
    { id: `${id}-error`, words: error ?? null, look: 'text-danger' },
    { id: `${id}-hint`, words: hint, look: 'text-muted' },
    { id: `${id}-before`, words: before, look: 'text-muted line-clamp-2' },
  ].filter(({ words }) => words !== null)
  const props = {
    id,
    name,
    value: text,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
    'aria-invalid': error ? true : undefined,
    'aria-required': isRequired || undefined,
    'aria-describedby': notes.map((note) => note.id).join(' ') || undefined,
    className: clsx(
      'block w-full rounded-lg border bg-canvas px-3 text-sm',
      error ? 'border-danger' : 'border-line-control',
    ),
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium wrap-anywhere">
        <bdi>{label}</bdi>
        {!isRequired && <span className="font-normal text-muted"> (optional)</span>}
      </label>
      {kind === 'choice' && (
        <select {...props} disabled={isReadOnly} className={clsx(props.className, 'min-h-11')}>
          {(!isRequired || text === '') && <option value="">Not set</option>}
          {options.map((option, index) => (
            <option key={JSON.stringify(option.value)} value={index}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {(kind === 'text' || kind === 'number') && (
        <input
          {...props}
          readOnly={isReadOnly}
          dir="auto"
          autoComplete="off"
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          className={clsx(props.className, 'min-h-11')}
        />
      )}
      {(kind === 'longText' || kind === 'json') && (
        <textarea
          {...props}
          readOnly={isReadOnly}
          dir={kind === 'json' ? 'ltr' : 'auto'}
          spellCheck={kind !== 'json'}
          className={clsx(
            props.className,
            'field-sizing-content max-h-72 min-h-24 resize-y py-2 leading-normal wrap-anywhere',
            kind === 'json' && 'font-mono text-xs',
          )}
        />
      )}
      {notes.map((note) => (
        <p key={note.id} id={note.id} dir="auto" className={clsx('mt-1.5 text-[13px] wrap-anywhere', note.look)}>
          {note.words}
        </p>
      ))}
    </div>
  )
}
