import { Button, Spinner } from '@parley/chat-ui/ui'
import { FormFailure } from '../../ui/form-failure.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { signUp } from './auth-request.ts'
import { fieldText, useAuthForm } from './use-auth-form.ts'

export function SignUpForm({ onDone }: { onDone: () => void }) {
  const { formProps, isSending, fieldError, formFailure } = useAuthForm(
    (form) =>
      signUp({ name: fieldText(form, 'name'), email: fieldText(form, 'email'), password: fieldText(form, 'password') }),
    onDone,
  )
  return (
    <form {...formProps} className="space-y-4">
      {formFailure && <FormFailure failure={formFailure} />}
      <TextField label="Name" name="name" autoComplete="name" error={fieldError('name')} />
      <TextField label="E-mail" name="email" type="email" autoComplete="email" error={fieldError('email')} />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="At least 10 characters."
        error={fieldError('password')}
      />
      <Button type="submit" look="primary" className="min-h-11 w-full" disabled={isSending}>
        {isSending && <Spinner />}
        Create account
      </Button>
    </form>
  )
}
