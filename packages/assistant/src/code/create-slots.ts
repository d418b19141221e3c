/** Resolves, first come first served, with what gives the slot back, to be called once; with null after an abort. */
type TakeSlot = (signal: AbortSignal) => Promise<(() => void) | null>

/** As many slots as there may be threads of a kind at a time. */
export function createSlots(size: number): TakeSlot {
  const waiting = new Set<() => void>()
  let taken = 0
  const giveBack = () => {
    taken -= 1
    const [next] = waiting
    next?.()
  }
  return (signal) =>
    new Promise((resolve) => {
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
      if (taken < size) return take()
      waiting.add(take)
      signal.addEventListener('abort', leave, { once: true })
    })
}
