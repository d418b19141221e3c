import { buttonClasses } from '@parley/chat-ui/ui'
import { Link } from '@tanstack/react-router'
import { PageTitle } from '../ui/page-title.tsx'

export function NotFoundPage() {
  return (
    <main id="main" className="grid h-full place-items-center p-6">
      <PageTitle>Page not found</PageTitle>
      <div className="max-w-sm text-center">
        <h1 className="text-2xl font-semibold tracking-tight">There is no page here</h1>
        <p className="mt-2 text-muted text-pretty">The address may be mistyped, or the page has moved.</p>
        <Link to="/" className={`mt-6 ${buttonClasses({ look: 'primary' })}`}>
          Go to the start
        </Link>
      </div>
    </main>
  )
}
