import { buttonClasses } from '@parley/chat-ui/ui'
import { Link } from '@tanstack/react-router'
import { PageTitle } from '../ui/page-title.tsx'

/** The session ended while the page was open. `href` is where to come back to. */
export function SignedOut({ href }: { href: string }) {
  return (
    <main id="main" className="grid h-full place-items-center p-6">
      <PageTitle>Signed out</PageTitle>
      <div className="max-w-sm text-center">
        <h1 className="text-lg font-semibold tracking-tight">You are signed out</h1>
        <p className="mt-1.5 text-muted text-pretty">
          Your conversations are kept, and so is what you were sending. Sign in to go on.
        </p>
        <Link to="/sign-in" search={{ to: href }} className={`mt-5 ${buttonClasses({ look: 'primary' })}`}>
          Sign in
        </Link>
      </div>
    </main>
  )
}
