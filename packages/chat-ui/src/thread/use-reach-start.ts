import { type RefObject, useEffect } from 'react'

/** Calls `onReach` when the start of the thread comes within a window's height. Null while it must not, as during a load: arms it anew after. */
export function useReachStart(
  scroller: RefObject<HTMLElement | null>,
  sentinel: RefObject<HTMLElement | null>,
  onReach: (() => void) | null,
): void {
  useEffect(() => {
    if (!onReach || !scroller.current || !sentinel.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onReach(), {
      root: scroller.current,
      rootMargin: '600px 0px 0px 0px',
    })
    observer.observe(sentinel.current)
    return () => observer.disconnect()
  }, [scroller, sentinel, onReach])
}
