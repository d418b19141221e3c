import { ConnectCard } from '@parley/chat-ui/cards'
import { Button } from '@parley/chat-ui/ui'
import type { Integration, PlatformInfo } from '@parley/contracts'
import { Plus } from 'lucide-react'
import { ConnectionPanel } from './connection-panel.tsx'
import { useConnectFlow } from './use-connect-flow.ts'

interface PlatformSectionProps {
  platform: PlatformInfo
  connections: readonly Integration[]
}

/** One platform: what is connected to it, and the way to connect. */
export function PlatformSection({ platform, connections }: PlatformSectionProps) {
  const flow = useConnectFlow(`platform:${platform.platform}`, { platform: platform.platform })
  const isEmpty = connections.length === 0
  const isUnderWay = flow.stage !== null && flow.stage.name !== 'connected'

  return (
    <section aria-label={platform.name} className="space-y-3">
      {connections.map((connection) => (
        <ConnectionPanel key={connection.id} connection={connection} platform={platform} />
      ))}
      {isUnderWay || isEmpty ? (
        <ConnectCard
          platform={platform}
          reason="not_connected"
          stage={flow.stage ?? { name: 'offer' }}
          actions={flow.actions}
          manageLink={null}
        />
      ) : (
        <Button look="quiet" onClick={flow.actions.connect}>
          <Plus aria-hidden="true" className="size-4" /> Connect another {platform.name} sign-in
        </Button>
      )}
    </section>
  )
}
