import { useEffect } from 'react'
import { setConnectionState } from '../../data/connection-state.ts'
import { applyUserEvent } from './apply-user-event.ts'
import { browserTabs } from './browser-tabs.ts'
import { joinEventTabs } from './event-tab.ts'

/** Keeps what is shown up to date with what happens elsewhere, for one signed-in person. */
export function useLiveEvents(userId: string | undefined): void {
  useEffect(() => {
    if (!userId) return
    const leave = joinEventTabs(browserTabs(userId), applyUserEvent, (isLost) =>
      setConnectionState(isLost ? 'lost' : 'ok'),
    )
    return () => {
      leave()
      setConnectionState('ok')
    }
  }, [userId])
}
