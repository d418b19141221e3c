import { useEffect, useState } from 'react'

const SHOWN_MS = 1600

/** Copies text and says so for a moment. `isCopied` is false where the browser refused. */
export function useCopy(): { isCopied: boolean; copy(text: string): void } {
  const [copiedAt, setCopiedAt] = useState<number | null>(null)

  useEffect(() => {
    if (copiedAt === null) return
    const timer = setTimeout(() => setCopiedAt(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copiedAt])

  return {
    isCopied: copiedAt !== null,
    copy: (text) => {
      navigator.clipboard?.writeText(text).then(
        () => setCopiedAt(Date.now()),
        () => setCopiedAt(null),
      )
    },
  }
}
