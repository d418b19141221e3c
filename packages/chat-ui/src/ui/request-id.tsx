import { useCopy } from './use-copy.ts'

/** The id support asks for: small, and one click to copy. */
export function RequestId({ id }: { id: string }) {
  const { isCopied, copy } = useCopy()
  return (
    <button
      type="button"
      onClick={() => copy(id)}
      className="min-h-6 rounded px-1 font-mono text-xs text-faint hover:bg-hover hover:text-ink"
      aria-label={`Copy request id ${id}`}
    >
      {isCopied ? 'Copied' : `Request ${id}`}
    </button>
  )
}
