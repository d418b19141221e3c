import { Button, buttonClasses } from '@parley/chat-ui/ui'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { PageTitle } from '../ui/page-title.tsx'

/** A page that broke: nothing on the server was lost by it. */
export function ErrorPage({ reset }: ErrorComponentProps) {
  return (
    <main id="main" className="grid h-full place-items-center p-6">
      <PageTitle>Something went wrong</PageTitle>
      <div role="alert" className="max-w-sm text-center">
        <h1 className="text-2xl font-semibold tracking-tight">This page could not be shown</h1>
        <p className="mt-2 text-muted text-pretty">
          Your conversations are safe. Try again; if it stays, reload the page.
        </p>
        <div className="mt-6 flex justify-center gap-2">
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <Link to="/" className={buttonClasses({ look: 'secondary' })}>
            Go to the start
          </Link>
        </div>
      </div>
    </main>
  )
}
