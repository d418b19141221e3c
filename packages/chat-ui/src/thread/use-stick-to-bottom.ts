import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

const NEAR_PX = 40

/**
 * Keeps the end in view while the reader is there, and leaves them alone when they are not. They leave it only by scrolling up: growth
 * of the content never counts as leaving. What an empty thread shows is read from its start.
 */
export function useStickToBottom(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  isEmpty: boolean,
) {
  const isPinned = useRef(true)
  const lastTop = useRef(0)
  const [isAway, setIsAway] = useState(false)

  const scrollToEnd = useCallback(() => {
    isPinned.current = true
    setIsAway(false)
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
  }, [scroller])

  const onScroll = useCallback(() => {
    const box = scroller.current
    if (!box) return
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
    if (isNear) isPinned.current = true
    else if (box.scrollTop < lastTop.current) isPinned.current = false
    lastTop.current = box.scrollTop
    setIsAway(!isPinned.current)
  }, [scroller])

  /** To be called before something the reader opens grows: what they pressed then stays where it is. */
  const holdPlace = useCallback(() => {
    isPinned.current = false
    requestAnimationFrame(onScroll)
  }, [onScroll])

  useLayoutEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner || isEmpty) return
    box.scrollTop = box.scrollHeight
    const observer = new ResizeObserver(() => {
      if (isPinned.current && !isWorkedIn(inner)) box.scrollTop = box.scrollHeight
    })
    observer.observe(box)
    observer.observe(inner)
    return () => observer.disconnect()
  }, [scroller, content, isEmpty])

  return { isAway, scrollToEnd, onScroll, holdPlace }
}

/** Something is written or chosen there, or was just opened to be read: growth must not push it away. */
function isWorkedIn(content: HTMLElement): boolean {
  const { activeElement } = content.ownerDocument
  return (
    activeElement !== null &&
    content.contains(activeElement) &&
    activeElement.matches('textarea, input, select, [aria-expanded="true"]')
  )
}
