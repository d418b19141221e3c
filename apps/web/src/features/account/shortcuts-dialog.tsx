import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'

const MOD = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

const SHORTCUTS: [words: string, keys: string[]][] = [
  ['Send the message', ['Enter']],
  ['New line', ['Shift', 'Enter']],
  ['Stop the answer', ['Esc']],
  ['New conversation', [MOD, 'Shift', 'O']],
  ['Search conversations', [MOD, 'K']],
  ['Show this list', [MOD, '/']],
]

interface ShortcutsDialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function ShortcutsDialog({ isOpen, onOpenChange }: ShortcutsDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-1/2 rounded-xl bg-raised p-5 shadow-floating">
          <div className="flex items-center justify-between">
            <Dialog.Title className="text-lg font-semibold tracking-tight">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="grid size-10 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
            >
              <X className="size-4" />
            </Dialog.Close>
          </div>
          <dl className="mt-2 divide-y divide-line">
            {SHORTCUTS.map(([words, keys]) => (
              <div key={words} className="flex items-center justify-between gap-4 py-2.5">
                <dt className="text-sm">{words}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="rounded-md border border-line-strong bg-sunken px-1.5 py-0.5 font-sans text-xs"
                    >
                      {key}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
