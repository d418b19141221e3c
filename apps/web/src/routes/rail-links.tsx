import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { type LucideIcon, MessageSquare, Plug } from 'lucide-react'

const LINK = { className: 'block rounded-lg', activeOptions: { includeSearch: false } }

/** The parts of the product. The router says which one is open. */
export function RailLinks() {
  return (
    <nav aria-label="Main" className="flex gap-1 md:flex-col">
      <Link to="/chat/{-$conversationId}" params={{ conversationId: undefined }} {...LINK}>
        {({ isActive }) => <Entry words="Chat" Icon={MessageSquare} isActive={isActive} />}
      </Link>
      <Link to="/connections" {...LINK}>
        {({ isActive }) => <Entry words="Connections" Icon={Plug} isActive={isActive} />}
      </Link>
    </nav>
  )
}

function Entry({ words, Icon, isActive }: { words: string; Icon: LucideIcon; isActive: boolean }) {
  return (
    <span
      className={clsx(
        'flex min-h-11 min-w-14 flex-col items-center justify-center gap-0.5 rounded-lg px-1 py-1.5 text-[10px] font-medium',
        isActive ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <Icon aria-hidden="true" className="size-5" />
      {words}
    </span>
  )
}
