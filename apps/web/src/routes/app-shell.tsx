import type { Account } from '@parley/contracts'
import { Link, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react'
import { AccountMenu } from '../features/account/account-menu.tsx'
import { DemoBanner } from '../features/account/demo-banner.tsx'
import { signOut } from '../features/auth/auth-request.ts'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Logo } from '../ui/logo.tsx'
import { showToast } from '../ui/show-toast.ts'
import { useShortcut } from '../ui/use-shortcut.ts'
import { RailLinks } from './rail-links.tsx'
import { NEW_CONVERSATION } from './search-params.ts'

const ShortcutsDialog = lazy(() =>
  import('../features/account/shortcuts-dialog.tsx').then((module) => ({ default: module.ShortcutsDialog })),
)

interface AppShellProps {
  account: Account
  /** On a phone an open conversation takes the whole height. */
  isBarHidden: boolean
  children: ReactNode
}

/** The rail and the page beside it; on a phone the rail is a bar at the bottom. */
export function AppShell({ account, isBarHidden, children }: AppShellProps) {
  const navigate = useNavigate()
  const [isListOpen, setListOpen] = useState(false)

  useShortcut(
    '/',
    useCallback(() => setListOpen(true), []),
  )
  useShortcut(
    'o',
    useCallback(
      () => void navigate({ to: '/chat/{-$conversationId}', params: { conversationId: NEW_CONVERSATION } }),
      [navigate],
    ),
    { shift: true },
  )

  const leave = async () => {
    const failure = await signOut()
    if (failure) showToast(failure.userMessage)
    else void navigate({ to: '/' })
  }
  const menu = (side: 'top' | 'inline-end') => (
    <AccountMenu
      account={account}
      side={side}
      onShowShortcuts={() => setListOpen(true)}
      onSignOut={() => void leave()}
    />
  )

  return (
    <div className="flex h-full flex-col">
      <ConnectionBanner />
      {account.demoExpiresAt && <DemoBanner expiresAt={account.demoExpiresAt} />}
      <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
        <header
          className={clsx(
            'shrink-0 items-center border-line bg-sunken max-md:border-t md:flex md:w-20 md:flex-col md:border-e md:py-3',
            isBarHidden ? 'hidden' : 'flex justify-around py-1.5 pb-[max(0.375rem,env(safe-area-inset-bottom))]',
          )}
        >
          <Link to="/" aria-label="Parley, example page" className="mb-4 hidden rounded-lg md:block">
            <Logo className="size-9" />
          </Link>
          <RailLinks />
          <div className="md:hidden">{menu('top')}</div>
          <div className="mt-auto hidden md:block">{menu('inline-end')}</div>
        </header>
        {children}
      </div>
      <Suspense>{isListOpen && <ShortcutsDialog isOpen={isListOpen} onOpenChange={setListOpen} />}</Suspense>
    </div>
  )
}
