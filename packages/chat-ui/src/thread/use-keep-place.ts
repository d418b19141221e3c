import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Older messages put above must not move what is being read: the row that was first keeps its distance to the top of the window.
 * Rows carry `data-row` (without the time above them, which goes when an earlier message arrives); the scroller has `overflow-anchor: none`, so the browser does not correct a second time.
 */
export function useKeepPlace(scroller: RefObject<HTMLElement | null>, firstKey: string | undefined): void {
  const anchor = useRef<{ key: string | undefined; row: HTMLElement; top: number } | null>(null)

  useLayoutEffect(() => {
    const box = scroller.current
    const row = box?.querySelector<HTMLElement>('[data-row]')
    if (!box || !row) return
    const before = anchor.current
    if (before && before.key !== firstKey && before.row.isConnected) {
      box.scrollTop += before.row.offsetTop - before.top
    }
    anchor.current = { key: firstKey, row, top: row.offsetTop }
  })
}
