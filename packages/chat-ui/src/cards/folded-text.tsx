import { clsx } from 'clsx'
import { useState } from 'react'
import { SCROLLABLE } from '../ui/scrollable.ts'
import { shownText } from './shown-text.ts'

const FOLD_CHARACTERS = 280
const FOLD_LINES = 8

interface FoldedTextProps {
  text: string
  /** What the text is, for the button that opens it: "Show all of the note". */
  what: string
  /** For JSON and other text that is read by its lines. */
  isCode?: boolean
}

/** Text of any length: its beginning, which opens to the whole in a box of its own. Never more than text. */
export function FoldedText({ text, what, isCode = false }: FoldedTextProps) {
  const [isOpen, setOpen] = useState(false)
  const shown = shownText(text)
  const beginning = shown.split('\n').slice(0, FOLD_LINES).join('\n').slice(0, FOLD_CHARACTERS)
  const isLong = beginning.length < shown.length
  return (
    <>
      <span
        dir={isCode ? 'ltr' : 'auto'}
        {...(isOpen && SCROLLABLE)}
        className={clsx(
          'block whitespace-pre-wrap wrap-anywhere [unicode-bidi:isolate]',
          isCode && 'rounded-md bg-sunken p-2.5 font-mono text-xs leading-relaxed',
          isOpen && 'max-h-72 overflow-y-auto',
        )}
      >
        {isLong && !isOpen ? `${beginning}…` : shown}
      </span>
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="-ms-2 -mb-1.5 min-h-10 rounded-lg px-2 text-[13px] font-medium text-accent-ink hover:bg-hover"
        >
          {isOpen ? 'Show less' : `Show all ${shown.length.toLocaleString()} characters`}
          <span className="sr-only"> of {what}</span>
        </button>
      )}
    </>
  )
}
