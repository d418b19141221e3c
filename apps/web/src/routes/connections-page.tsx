import { useLocation } from '@tanstack/react-router'
import { useAccount } from '../data/account.ts'
import { toFailure } from '../data/failure.ts'
import { ConnectionsList } from '../features/connections/connections-list.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { AppShell } from './app-shell.tsx'
import { SignedOut } from './signed-out.tsx'

/** What Parley may read, and for how long. */
export function ConnectionsPage() {
  const { href } = useLocation()
  const { data: account, error, refetch } = useAccount()
  if (account === null) return <SignedOut href={href} />
  if (error && !account) return <FailureNotice failure={toFailure(error)} onRetry={() => void refetch()} />
  if (!account) return null
  return (
    <AppShell account={account} isBarHidden={false}>
      <PageTitle>Connections</PageTitle>
      <main id="main" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        <div className="mx-auto max-w-3xl px-4 py-6 sm:px-8 sm:py-10">
          <h1 className="text-2xl font-semibold tracking-tight">Connections</h1>
          <p className="mt-1 mb-6 text-muted text-pretty">What Parley can read for you. It only ever reads.</p>
          <ConnectionsList />
        </div>
      </main>
    </AppShell>
  )
}
