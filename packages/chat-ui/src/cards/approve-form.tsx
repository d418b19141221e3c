import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import type { DecisionFailure, Json } from './approve-stage.ts'
import { type ArgumentField, fieldText } from './argument-fields.ts'
import { ArgumentInput } from './argument-input.tsx'
import { readArguments } from './read-arguments.ts'
import { shortText } from './shown-text.ts'

interface ApproveFormProps {
  fields: readonly ArgumentField[]
  isSending: boolean
  failure: DecisionFailure | null
  onApprove: (args: Record<string, Json>) => void
  onCancel: () => void
}

const NO_ERRORS: Readonly<Record<string, string>> = {}

/** What a tool is called with, to be changed before it is. Opens with the keyboard in its first field. */
export function ApproveForm({ fields, isSending, failure, onApprove, onCancel }: ApproveFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [typedErrors, setTypedErrors] = useState(NO_ERRORS)
  const errors = Object.keys(typedErrors).length > 0 ? typedErrors : (failure?.fields ?? NO_ERRORS)
  const isBeside = fields.some(({ name }) => Object.hasOwn(errors, name))

  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), [])
  useEffect(() => {
    if (errors !== NO_ERRORS) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [errors])

  const submit = () => {
    if (isSending) return
    const read = readArguments(fields, texts)
    setTypedErrors(read.errors ?? NO_ERRORS)
    if (read.args) onApprove(read.args)
  }

  return (
    <form
      ref={form}
      noValidate
      aria-label="Change what it is called with"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {failure && !isBeside && (
        <p role="alert" className="mb-4 rounded-lg bg-danger-soft px-3 py-2.5 text-sm">
          {failure.userMessage}
        </p>
      )}
      <div className="space-y-4">
        {fields.map((field) => {
          const before = fieldText(field)
          const typed = Object.hasOwn(texts, field.name) ? texts[field.name] : undefined
          return (
            <ArgumentInput
              key={field.name}
              field={field}
              text={typed ?? before}
              before={typed === undefined || typed === before ? null : wordsBefore(field)}
              error={Object.hasOwn(errors, field.name) ? errors[field.name] : undefined}
              isReadOnly={isSending}
              onChange={(text) => setTexts({ ...texts, [field.name]: text })}
            />
          )
        })}
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button type="submit" look="primary" aria-disabled={isSending}>
          {isSending && <Spinner />}
          Approve changed
        </Button>
        <Button look="quiet" aria-disabled={isSending} onClick={() => !isSending && onCancel()}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function wordsBefore(field: ArgumentField): string {
  const { kind, options } = field
  const before = fieldText(field)
  if (before === '') return 'Before: not set'
  const words = kind === 'choice' ? (options[Number(before)]?.label ?? before) : before
  return `Before: ${shortText(words, 200)}`
}
