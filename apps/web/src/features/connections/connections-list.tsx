import { useQuery } from '@tanstack/react-query'
import { integrationsQuery, platformsQuery } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { PlatformSection } from './platform-section.tsx'

/** Every platform of this installation with the person's connections to it. */
export function ConnectionsList() {
  const platforms = useQuery(platformsQuery)
  const integrations = useQuery(integrationsQuery)
  const error = platforms.error ?? integrations.error

  if (platforms.data && integrations.data) {
    if (platforms.data.length === 0) return <NothingToConnect />
    return (
      <div className="space-y-6">
        {integrations.data.length === 0 && <WhatFor />}
        {platforms.data.map((platform) => (
          <PlatformSection
            key={platform.platform}
            platform={platform}
            connections={integrations.data.filter((each) => each.platform === platform.platform)}
          />
        ))}
      </div>
    )
  }
  if (error) {
    const retry = () => void Promise.all([platforms.refetch(), integrations.refetch()])
    return <FailureNotice failure={toFailure(error)} onRetry={retry} />
  }
  return (
    <div aria-busy="true" className="late space-y-3 rounded-xl border border-line p-4">
      <p className="sr-only">Loading connections</p>
      <div className="skeleton h-10 w-56" />
      <div className="skeleton h-4 w-full max-w-md" />
      <div className="skeleton h-10 w-44" />
    </div>
  )
}

function WhatFor() {
  return (
    <p className="max-w-[60ch] text-muted text-pretty">
      Nothing is connected yet. Once it is, a question like “How did my site do last week?” is answered with your own
      numbers, a chart, and a line that says where they come from. You can also just ask in the chat and connect there.
    </p>
  )
}

function NothingToConnect() {
  return (
    <p className="max-w-[60ch] text-muted text-pretty">
      No platform is set up in this installation. Whoever runs it can add one: docs/operations.md says how.
    </p>
  )
}
