import { SandboxTag } from '@parley/chat-ui'
import { ConnectCard, PlatformMark } from '@parley/chat-ui/cards'
import { Button } from '@parley/chat-ui/ui'
import type { Integration, PlatformInfo } from '@parley/contracts'
import { clsx } from 'clsx'
import { AccountField } from './account-field.tsx'
import { ConnectionDetails } from './connection-details.tsx'
import { connectionStatus } from './connection-status.ts'
import { DisconnectControl } from './disconnect-control.tsx'
import { TestControl } from './test-control.tsx'
import { useConnectFlow } from './use-connect-flow.ts'

interface ConnectionPanelProps {
  connection: Integration
  platform: PlatformInfo
}

const TONES = {
  good: 'bg-accent-soft text-accent-ink',
  warning: 'bg-warning-soft text-warning',
  quiet: 'bg-pressed text-muted',
} as const

/** One connection: what it reads, how it stands, and everything that can be done with it. */
export function ConnectionPanel({ connection, platform }: ConnectionPanelProps) {
  const { id, account, isConnected, isSandbox, errorMessage, status } = connection
  const flow = useConnectFlow(`connection:${id}`, { platform: platform.platform, integrationId: id })
  const { words, tone } = connectionStatus(connection)
  const name = account?.name ?? platform.name

  if (flow.stage && flow.stage.name !== 'connected') {
    return (
      <ConnectCard
        platform={platform}
        reason={status === 'error' ? 'missing_scope' : isConnected ? 'expired' : 'not_connected'}
        stage={flow.stage}
        actions={flow.actions}
        manageLink={null}
      />
    )
  }
  return (
    <article aria-label={name} className="rounded-xl border border-line-strong bg-raised p-4">
      <div className="flex flex-wrap items-center gap-3">
        <PlatformMark platform={platform.platform} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold tracking-tight">{name}</h2>
          <p className="text-[13px] text-muted">{platform.name}</p>
        </div>
        {isSandbox && <SandboxTag words="A stand-in for the real provider. Its accounts and data are made up." />}
        <p className={clsx('rounded-full px-2.5 py-1 text-xs font-medium', TONES[tone])}>{words}</p>
      </div>
      {errorMessage && (
        <p className="mt-3 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning text-pretty">{errorMessage}</p>
      )}
      {isConnected && <AccountField connection={connection} />}
      <ConnectionDetails connection={connection} />
      <div className="mt-4 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        {isConnected && <TestControl integrationId={id} />}
        <Button look={isConnected && status === 'active' ? 'secondary' : 'primary'} onClick={flow.actions.connect}>
          {isConnected ? 'Reconnect' : 'Connect again'}
        </Button>
        <DisconnectControl connection={connection} platformName={platform.name} />
      </div>
    </article>
  )
}
