/** Threads at a time: each may hold some 60 MB, and a core while it computes. */
const SLOTS = 4

let taken = 0
const waiting = new Set<() => void>()

/** Resolves, first come first served, with what gives the slot back, to be called once; with null after an abort. */
export function takeSlot(signal: AbortSignal): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null)
    const take = () => {
      waiting.delete(take)
      signal.removeEventListener('abort', leave)
      taken += 1
      resolve(giveBack)
    }
    const leave = () => {
      waiting.delete(take)
      resolve(null)
    }
    if (taken < SLOTS) return take()
    waiting.add(take)
    signal.addEventListener('abort', leave, { once: true })
  })
}

function giveBack(): void {
  taken -= 1
  const [next] = waiting
  next?.()
}
