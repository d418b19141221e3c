import type { Integration } from '@parley/contracts'
import { scopeWords } from './scope-words.ts'

/** What it may read, since when, when it was last read, and until when its access lasts. */
export function ConnectionDetails({ connection }: { connection: Integration }) {
  const { scope, connectedAt, lastSyncedAt, expiresAt, isConnected } = connection
  const rows: [string, string][] = [
    ...(isConnected && scope.length > 0
      ? [['Allowed', scope.map(scopeWords).join(', ')] satisfies [string, string]]
      : []),
    ['Connected', formatMoment(connectedAt)],
    ['Last read', lastSyncedAt ? formatMoment(lastSyncedAt) : 'Not yet'],
    ...(isConnected && expiresAt
      ? [['Access until', `${formatMoment(expiresAt)}, then renewed by itself`] satisfies [string, string]]
      : []),
  ]
  return (
    <dl className="mt-4 grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
      {rows.map(([term, words]) => (
        <div key={term} className="sm:contents">
          <dt className="text-muted">{term}</dt>
          <dd className="min-w-0 break-words tabular-nums">{words}</dd>
        </div>
      ))}
    </dl>
  )
}

function formatMoment(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}
