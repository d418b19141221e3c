import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../data/failure.ts'

/**
 * A form that is sent by `submit` and shows what was refused: beside its field where the contract names one, with focus on the first,
 * else above all fields.
 */
export function useAuthForm(submit: (form: FormData) => Promise<Failure | null>, onDone: () => void) {
  const formRef = useRef<HTMLFormElement>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isSending, setSending] = useState(false)

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setSending(true)
    const refused = await submit(new FormData(event.currentTarget))
    setSending(false)
    setFailure(refused)
    if (!refused) return onDone()
    const [firstField] = Object.keys(refused.fields ?? {})
    if (firstField) formRef.current?.querySelector<HTMLInputElement>(`[name="${CSS.escape(firstField)}"]`)?.focus()
  }

  return {
    formProps: { ref: formRef, onSubmit, noValidate: true },
    isSending,
    fieldError: (name: string) => failure?.fields?.[name]?.[0],
    formFailure: failure && Object.keys(failure.fields ?? {}).length === 0 ? failure : null,
  }
}

/** What was typed into a field; empty for anything else. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
