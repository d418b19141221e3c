import { MessageCircle } from 'lucide-react'

export function Launcher({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="fixed end-4 bottom-4 z-30 flex min-h-13 items-center gap-2.5 rounded-full bg-accent ps-4 pe-5 font-medium text-on-accent shadow-floating transition-colors duration-(--motion-fast) hover:bg-accent-hover"
    >
      <MessageCircle aria-hidden="true" className="size-5" />
      Ask Parley
    </button>
  )
}
