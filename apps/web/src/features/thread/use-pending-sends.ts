import { useMemo, useSyncExternalStore } from 'react'
import { outbox } from './deliver.ts'
import type { OutboxEntry } from './outbox.ts'

/** What was sent from one place and is not confirmed. */
export function usePendingSends(place: string): OutboxEntry[] {
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries)
  return useMemo(() => entries.filter((entry) => entry.place === place), [entries, place])
}
