import { Button, Spinner } from '@parley/chat-ui/ui'
import { FormFailure } from '../../ui/form-failure.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { signIn } from './auth-request.ts'
import { fieldText, useAuthForm } from './use-auth-form.ts'

export function SignInForm({ onDone }: { onDone: () => void }) {
  const { formProps, isSending, fieldError, formFailure } = useAuthForm(
    (form) => signIn({ email: fieldText(form, 'email'), password: fieldText(form, 'password') }),
    onDone,
  )
  return (
    <form {...formProps} className="space-y-4">
      {formFailure && <FormFailure failure={formFailure} />}
      <TextField label="E-mail" name="email" type="email" autoComplete="username" error={fieldError('email')} />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        error={fieldError('password')}
      />
      <Button type="submit" look="primary" className="min-h-11 w-full" disabled={isSending}>
        {isSending && <Spinner />}
        Sign in
      </Button>
    </form>
  )
}
