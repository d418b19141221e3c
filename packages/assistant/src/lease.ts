import type { TurnRef, TurnStore } from './ports.ts'
import type { TurnLog } from './turn-log.ts'

/** Renews the lease every `everyMs` until the returned function is called; `onLost` when it is no longer ours. */
export function keepLease(
  store: TurnStore,
  ref: TurnRef,
  everyMs: number,
  onLost: () => void,
  log: TurnLog,
): () => void {
  const timer = setInterval(() => {
    store.renewLease(ref).then(
      (isOurs) => {
        if (!isOurs) onLost()
      },
      (error) => log.warn({ err: error, turnId: ref.turnId }, 'A lease could not be renewed; trying again'),
    )
  }, everyMs)
  return () => clearInterval(timer)
}
