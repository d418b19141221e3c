import { useEffect } from 'react'

/** Calls `run` on Ctrl or ⌘ with a key. `key` as KeyboardEvent has it, lower case. */
export function useShortcut(key: string, run: () => void, { shift = false } = {}): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isModified = (event.ctrlKey || event.metaKey) && event.shiftKey === shift && !event.altKey
      if (!isModified || event.key.toLowerCase() !== key) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [key, run, shift])
}
