const SIZE = { width: 520, height: 720 }

/**
 * Opens an empty window. Call it in the click itself, before anything is waited for, or the browser blocks it. Null where it did.
 */
export function openPopup(address = ''): Window | null {
  const left = Math.max(0, screenX + (outerWidth - SIZE.width) / 2)
  const top = Math.max(0, screenY + (outerHeight - SIZE.height) / 2)
  const popup = open(address, '_blank', `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`)
  return popup?.closed === false ? popup : null
}

/** Tells the page a consent ends on that it is in a window of its own, also where the provider cut the tie to this one. */
export function notePopup(attemptId: string): void {
  try {
    localStorage.setItem(`parley.popup.${attemptId}`, '1')
  } catch {
    // Without storage the window stays open and says so.
  }
}
