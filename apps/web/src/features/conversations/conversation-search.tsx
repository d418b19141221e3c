import { IconButton } from '@parley/chat-ui/ui'
import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { useDebounced } from '../../ui/use-debounced.ts'

interface ConversationSearchProps {
  title: string
  onSearch: (title: string) => void
  inputRef: RefObject<HTMLInputElement | null>
}

/** Finds conversations by a part of their name; what is searched for lives with whoever shows the list. */
export function ConversationSearch({ title, onSearch, inputRef }: ConversationSearchProps) {
  const [text, setText] = useState(title)
  const rested = useDebounced(text, 200)

  // Only what the person typed starts a search; a changed URL does not.
  useEffect(() => {
    if (rested.trim() !== title) onSearch(rested.trim())
  }, [rested])

  return (
    <search className="relative block">
      <Search aria-hidden="true" className="pointer-events-none absolute start-3 top-3 size-4 text-faint" />
      <input
        ref={inputRef}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
        maxLength={200}
        placeholder="Search by name"
        aria-label="Search conversations by name"
        className="min-h-10 w-full rounded-lg border border-line-control bg-canvas ps-9 pe-10 text-sm placeholder:text-faint"
      />
      {text && (
        <IconButton label="Clear search" className="absolute end-0 top-0" onClick={() => setText('')}>
          <X className="size-4" />
        </IconButton>
      )}
    </search>
  )
}
