import { Tooltip } from '@base-ui/react/tooltip'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useAccount } from '../data/account.ts'
import { useLiveEvents } from '../features/live/use-live-events.ts'

/** Comes after the page: nothing is said by it before. */
const Toaster = lazy(() => import('../ui/toaster.tsx').then((module) => ({ default: module.Toaster })))

/** What every page has: the way past the navigation, live events of whoever is signed in, toasts. */
export function RootLayout() {
  const { data: account } = useAccount()
  useLiveEvents(account?.user.id)
  return (
    <Tooltip.Provider delay={500}>
      <a
        href="#main"
        className="fixed start-4 top-3 z-50 -translate-y-20 rounded-lg bg-ink px-4 py-2.5 text-sm font-medium text-canvas focus:translate-y-0"
      >
        Skip to content
      </a>
      <Outlet />
      <Suspense>
        <Toaster />
      </Suspense>
    </Tooltip.Provider>
  )
}
