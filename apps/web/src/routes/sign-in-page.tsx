import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { AuthCard, AuthDivider } from '../features/auth/auth-card.tsx'
import { DemoButton } from '../features/auth/demo-button.tsx'
import { SignInForm } from '../features/auth/sign-in-form.tsx'
import { PageTitle } from '../ui/page-title.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { to = '/chat' } = route.useSearch()
  const { history } = useRouter()
  const goOn = () => history.push(to)
  return (
    <AuthCard
      title="Sign in"
      footer={
        <>
          New here?{' '}
          <Link to="/sign-up" search={{ to }} className="font-medium text-accent-ink underline underline-offset-4">
            Create an account
          </Link>
        </>
      }
    >
      <PageTitle>Sign in</PageTitle>
      <SignInForm onDone={goOn} />
      <AuthDivider />
      <DemoButton look="secondary" onDone={goOn} />
    </AuthCard>
  )
}
