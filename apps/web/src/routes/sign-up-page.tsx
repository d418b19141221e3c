import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { AuthCard, AuthDivider } from '../features/auth/auth-card.tsx'
import { DemoButton } from '../features/auth/demo-button.tsx'
import { SignUpForm } from '../features/auth/sign-up-form.tsx'
import { PageTitle } from '../ui/page-title.tsx'

const route = getRouteApi('/sign-up')

export function SignUpPage() {
  const { to = '/chat' } = route.useSearch()
  const { history } = useRouter()
  const goOn = () => history.push(to)
  return (
    <AuthCard
      title="Create your account"
      footer={
        <>
          Have an account?{' '}
          <Link to="/sign-in" search={{ to }} className="font-medium text-accent-ink underline underline-offset-4">
            Sign in
          </Link>
        </>
      }
    >
      <PageTitle>Create account</PageTitle>
      <SignUpForm onDone={goOn} />
      <AuthDivider />
      <DemoButton look="secondary" onDone={goOn} />
    </AuthCard>
  )
}
