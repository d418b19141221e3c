import { type RefObject, useEffect } from 'react'

/** Calls `onReach` when the start of the thread comes within a window's height. `round` re-arms it after each load. */
export function useReachStart(
  scroller: RefObject<HTMLElement | null>,
  sentinel: RefObject<HTMLElement | null>,
  onReach: (() => void) | null,
  round: string | undefined,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is there to observe anew after each load
  useEffect(() => {
    if (!onReach || !scroller.current || !sentinel.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onReach(), {
      root: scroller.current,
      rootMargin: '600px 0px 0px 0px',
    })
    observer.observe(sentinel.current)
    return () => observer.disconnect()
  }, [scroller, sentinel, onReach, round])
}
