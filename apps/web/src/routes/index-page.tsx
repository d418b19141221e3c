import { IconButton } from '@parley/chat-ui/ui'
import { getRouteApi, Link } from '@tanstack/react-router'
import { History, Maximize2, SquarePen, X } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useAccount } from '../data/account.ts'
import { DemoBanner } from '../features/account/demo-banner.tsx'
import { Welcome } from '../features/auth/welcome.tsx'
import { ChatPanel } from '../features/host-page/chat-panel.tsx'
import { HostPage } from '../features/host-page/host-page.tsx'
import { Launcher } from '../features/host-page/launcher.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Logo } from '../ui/logo.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { NEW_CONVERSATION } from './search-params.ts'

const route = getRouteApi('/')
const PanelChat = lazy(() => import('./panel-chat.tsx').then((module) => ({ default: module.PanelChat })))

/** The chat as it is met: in the corner of a product. */
export function IndexPage() {
  const { panel, conversation = null } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: account } = useAccount()
  const [isListShown, setListShown] = useState(false)
  const [wasOpened, setWasOpened] = useState(false)
  const isOpen = panel === undefined ? matchMedia('(min-width: 64rem)').matches : panel === 'open'

  const setPanel = (next: 'open' | 'closed') =>
    navigate({ search: (search) => ({ ...search, panel: next }), replace: true })
  const show = useCallback(
    (conversationId: string | null) => {
      setListShown(false)
      void navigate({ search: (search) => ({ ...search, conversation: conversationId ?? undefined }), replace: true })
    },
    [navigate],
  )

  const panelHeader = (
    <>
      <Logo className="me-1.5 size-6" />
      <h2 className="flex-1 font-semibold tracking-tight">Parley</h2>
      {account && (
        <>
          <IconButton label="Conversations" aria-pressed={isListShown} onClick={() => setListShown(!isListShown)}>
            <History className="size-4" />
          </IconButton>
          <IconButton label="New conversation" onClick={() => show(null)}>
            <SquarePen className="size-4" />
          </IconButton>
          <Link
            to="/chat/{-$conversationId}"
            params={{ conversationId: conversation ?? NEW_CONVERSATION }}
            aria-label="Open the full page"
            title="Open the full page"
            className="grid size-10 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
          >
            <Maximize2 className="size-4" />
          </Link>
        </>
      )}
      <IconButton label="Close chat" onClick={() => void setPanel('closed')}>
        <X className="size-4" />
      </IconButton>
    </>
  )

  return (
    <>
      <PageTitle>Example page</PageTitle>
      <HostPage
        isPanelOpen={isOpen}
        banner={
          <>
            <ConnectionBanner />
            {account?.demoExpiresAt && <DemoBanner expiresAt={account.demoExpiresAt} />}
          </>
        }
        panel={
          isOpen ? (
            <ChatPanel header={panelHeader} takesFocus={wasOpened} onClose={() => void setPanel('closed')}>
              {account === null && <Welcome onDone={() => void setPanel('open')} />}
              {account && (
                <Suspense>
                  <PanelChat account={account} conversationId={conversation} isListShown={isListShown} onShow={show} />
                </Suspense>
              )}
            </ChatPanel>
          ) : (
            <Launcher
              onOpen={() => {
                setWasOpened(true)
                void setPanel('open')
              }}
            />
          )
        }
      />
    </>
  )
}
