import { useSyncExternalStore } from 'react'
import { getConnectionState, subscribeConnectionState } from '../data/connection-state.ts'
import { useOnline } from './use-online.ts'

/** Says when what is shown may be old. Appears only when that lasts. */
export function ConnectionBanner() {
  const isOnline = useOnline()
  const connection = useSyncExternalStore(subscribeConnectionState, getConnectionState)
  const words = isOnline
    ? connection === 'lost' && 'The connection was lost. Reconnecting…'
    : 'You are offline. What you see is kept; nothing is sent until you are back.'
  return (
    <div role="status" className="empty:hidden">
      {words && (
        <p className="border-b border-line bg-warning-soft px-4 py-2 text-center text-[13px] text-warning">{words}</p>
      )}
    </div>
  )
}
